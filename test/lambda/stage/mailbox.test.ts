import { describe, expect, test } from 'vitest';
import type { AlarmCause } from '../../../lambda/decision/cause.ts';
import { covers, type Letter, type Mail, merged, NO_MAIL, slotOf } from '../../../lambda/stage/mailbox.ts';
import { anAlarmEvent } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { at } from '../../support/builders/moments.ts';
import { arnOf } from '../../support/home.ts';

function letterOf(cause: AlarmCause): Letter {
  return { kind: 'alarm', cause };
}

function boxWith(...letters: readonly Letter[]): Mail {
  return { letters, count: letters.length };
}

const FIRST = anAlarmCause({ id: 'first', at: at('10:20') });
const LAST = anAlarmCause({ id: 'last', at: at('10:24') });

describe('letters about one alarm', () => {
  test('lie in one place, and merge into one that keeps the first and the last event', () => {
    expect(slotOf(letterOf(FIRST))).toBe(slotOf(letterOf(LAST)));
    expect(merged(boxWith(letterOf(FIRST)), letterOf(LAST))).toMatchObject({
      cause: { id: 'first', at: at('10:20'), merged: { count: 2, lastId: 'last', lastAt: at('10:24') } },
    });
  });

  test('lie apart from those about another, and from "the stage has changed"', () => {
    const other = letterOf(anAlarmCause({ event: anAlarmEvent({ alarm: arnOf('shop-latency') }) }));
    const slots = [letterOf(FIRST), other, { kind: 'stage', at: at('10:20') } as const].map(slotOf);
    expect(new Set(slots).size).toBe(3);
    expect(merged(boxWith(other), letterOf(FIRST))).toEqual(letterOf(FIRST));
  });

  test('that come twice merge into themselves', () => {
    expect(merged(boxWith(letterOf(FIRST)), letterOf(FIRST))).toEqual(letterOf(FIRST));
  });
});

test('"the stage has changed" stays as it was first said', () => {
  const earlier: Letter = { kind: 'stage', at: at('10:20') };
  expect(merged(boxWith(earlier), { kind: 'stage', at: at('10:24') })).toEqual(earlier);
});

test('a letter stays under 500 bytes, but for the name of its alarm', () => {
  const datapoints = Array.from({ length: 500 }, (_, index) => ({ at: index, value: index }));
  const state = { value: 'ALARM', at: at('10:20'), reason: 'x'.repeat(1_000), grounds: { datapoints } };
  const previous = { value: 'OK', at: at('06:00'), reason: 'y'.repeat(1_000), grounds: { datapoints } };
  const large = (id: string, time: string) =>
    letterOf(anAlarmCause({ id, at: at(time), event: anAlarmEvent({ state, previous }) }));
  const one = merged(NO_MAIL, large('alarm/0123456789abcdef', '10:20'));
  expect(JSON.stringify(one).length).toBeLessThan(500);
  const several = merged(boxWith(one), large('alarm/fedcba9876543210', '10:24'));
  expect(JSON.stringify(several).length).toBeLessThan(600);
});

describe('a box covers an event', () => {
  const box = boxWith(merged(boxWith(letterOf(FIRST)), letterOf(LAST)));

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
    expect(covers(box, cause)).toBe(isCovered);
  });
});
