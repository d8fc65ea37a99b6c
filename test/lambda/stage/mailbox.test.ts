import { describe, expect, test } from 'vitest';
import type { AlarmCause } from '../../../lambda/decision/cause.ts';
import { covers, isAlone, type Letter, type Mail, NO_MAIL, placed, ROOM } from '../../../lambda/stage/mailbox.ts';
import { anAlarmEvent } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { at } from '../../support/builders/moments.ts';
import { arnOf } from '../../support/home.ts';

function letterOf(cause: AlarmCause): Letter {
  return { kind: 'alarm', cause };
}

/** The box after so many letters, one after the other. */
function boxWith(...letters: readonly Letter[]): Mail {
  return letters.reduce((mail, letter) => {
    const { slot, letter: left } = placed(mail, letter);
    return { letters: { ...mail.letters, [slot]: left }, count: mail.count + 1 };
  }, NO_MAIL);
}

/** A box that is full, with letters about alarms that matter to nobody here. */
function fullBoxWith(...letters: readonly Letter[]): Mail {
  const others = Array.from({ length: ROOM }, (_, index) => {
    return letterOf(anAlarmCause({ id: `other-${index}`, event: anAlarmEvent({ alarm: arnOf(`other-${index}`) }) }));
  });
  return boxWith(...others, ...letters);
}

const FIRST = anAlarmCause({ id: 'first', at: at('10:20') });
const LAST = anAlarmCause({ id: 'last', at: at('10:24') });

describe('letters about one alarm', () => {
  test('lie beside each other, and are told apart', () => {
    const { letters } = boxWith(letterOf(FIRST), letterOf(LAST));
    expect(Object.values(letters)).toEqual([letterOf(FIRST), letterOf(LAST)]);
  });

  test('merge into one that keeps the first and the last event, where there is no more room', () => {
    const { slot, letter, over } = placed(fullBoxWith(letterOf(FIRST)), letterOf(LAST));
    expect(slot).toBe(placed(fullBoxWith(), letterOf(FIRST)).slot);
    expect(over).toEqual(FIRST);
    expect(letter).toMatchObject({
      cause: { id: 'first', at: at('10:20'), merged: { count: 2, lastId: 'last', lastAt: at('10:24') } },
    });
  });

  test('lie apart from those about another, and from "the stage has changed"', () => {
    const other = letterOf(anAlarmCause({ event: anAlarmEvent({ alarm: arnOf('shop-latency') }) }));
    expect(Object.keys(boxWith(letterOf(FIRST), other, { kind: 'stage', at: at('10:20') }).letters)).toHaveLength(3);
    expect(placed(fullBoxWith(other), letterOf(FIRST))).toMatchObject({ letter: letterOf(FIRST) });
  });

  test('that come twice lie there once', () => {
    expect(Object.values(boxWith(letterOf(FIRST), letterOf(FIRST)).letters)).toEqual([letterOf(FIRST)]);
    const twice = boxWith(letterOf(FIRST), letterOf(LAST), letterOf(LAST));
    expect(Object.values(twice.letters)).toEqual([letterOf(FIRST), letterOf(LAST)]);
  });
});

test('a letter stays under 500 bytes, but for the name of its alarm', () => {
  const datapoints = Array.from({ length: 500 }, (_, index) => ({ at: index, value: index }));
  const state = { value: 'ALARM', at: at('10:20'), reason: 'x'.repeat(1_000), grounds: { datapoints } };
  const previous = { value: 'OK', at: at('06:00'), reason: 'y'.repeat(1_000), grounds: { datapoints } };
  const large = (id: string, time: string) =>
    letterOf(anAlarmCause({ id, at: at(time), event: anAlarmEvent({ state, previous }) }));
  const one = large('alarm/0123456789abcdef', '10:20');
  expect(JSON.stringify(placed(NO_MAIL, one).letter).length).toBeLessThan(500);
  const several = placed(fullBoxWith(one), large('alarm/fedcba9876543210', '10:24')).letter;
  expect(JSON.stringify(several).length).toBeLessThan(600);
});

describe('a letter is alone', () => {
  const change: Letter = { kind: 'stage', at: at('10:20') };

  test.each<[string, Mail, Letter, boolean]>([
    ['in a box with nothing else', boxWith(letterOf(FIRST)), letterOf(FIRST), true],
    ['also where it was left twice', boxWith(letterOf(FIRST), letterOf(FIRST)), letterOf(FIRST), true],
    ['but not beside others', boxWith(letterOf(FIRST), letterOf(LAST)), letterOf(FIRST), false],
    ['but not where only another lies', boxWith(letterOf(LAST)), letterOf(FIRST), false],
    ['but not in an empty box', NO_MAIL, letterOf(FIRST), false],
    ['that says "the stage has changed"', boxWith(change), change, true],
    ['but not where that was said before', boxWith({ kind: 'stage', at: at('10:19') }), change, false],
  ])('%s', (_, box, letter, isIt) => {
    expect(isAlone(box, letter)).toBe(isIt);
  });
});

test('of a stage that has changed one letter is enough', () => {
  const change: Letter = { kind: 'stage', at: at('10:20') };
  expect(covers(boxWith(letterOf(FIRST)), change)).toBe(false);
  expect(covers(boxWith({ kind: 'stage', at: at('10:19') }), change)).toBe(true);
});

describe('a box covers an event', () => {
  const box = fullBoxWith(letterOf(FIRST), letterOf(LAST));

  test.each<[string, AlarmCause, boolean]>([
    ['that a letter is about', FIRST, true],
    ['that lies between the first and the last of a letter', anAlarmCause({ id: 'between', at: at('10:22') }), true],
    ['but none that is later', anAlarmCause({ id: 'later', at: at('10:24:00.001') }), false],
    [
      'but none of another alarm',
      anAlarmCause({ id: 'other', at: at('10:22'), event: anAlarmEvent({ alarm: arnOf('shop-latency') }) }),
      false,
    ],
  ])('%s', (_, cause, isCovered) => {
    expect(covers(box, letterOf(cause))).toBe(isCovered);
  });
});
