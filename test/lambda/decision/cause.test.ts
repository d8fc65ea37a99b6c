import { describe, expect, test } from 'vitest';
import { type AlarmCause, alarmsOf, lastOf, withoutFirst } from '../../../lambda/decision/cause.ts';
import { joined } from '../../../lambda/decision/joined.ts';
import { anAlarmEvent } from '../../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause } from '../../support/builders/causes.ts';
import { at } from '../../support/builders/moments.ts';
import { arnOf } from '../../support/home.ts';

/** The event of an alarm at a time; its id names both. */
function causeAt(time: string, name = 'shop-5xx', but: Partial<AlarmCause> = {}): AlarmCause {
  const event = anAlarmEvent({ alarm: arnOf(name), state: { value: 'ALARM', at: at(time) } });
  return anAlarmCause({ id: `${name} ${time}`, at: at(time), event, ...but });
}

const FIRST = causeAt('10:20');
const SECOND = causeAt('10:22');
const THIRD = causeAt('10:24');

describe('events of one alarm', () => {
  test('are one cause: the first stands for all, and is decided by the word of the last', () => {
    const { causes, surplus } = joined([], [FIRST, SECOND, THIRD]);
    expect(surplus).toEqual([]);
    expect(causes).toEqual([
      {
        ...FIRST,
        event: THIRD.event,
        merged: { count: 3, from: at('10:20'), lastAt: at('10:24'), lastId: THIRD.id },
      },
    ]);
  });

  test('are the same cause in whatever order they come', () => {
    const inOrder = joined([], [FIRST, SECOND, THIRD]).causes;
    expect(joined([], [THIRD, FIRST, SECOND]).causes).toEqual(inOrder);
    expect(joined(joined([], [THIRD]).causes, joined([], [FIRST, SECOND]).causes).causes).toEqual(inOrder);
  });

  test('are not decided by one that asks for nothing, though it came last', () => {
    const repeated = causeAt('10:22', 'shop-5xx', { event: anAlarmEvent({ previous: { value: 'ALARM' } }) });
    expect(joined([], [FIRST, repeated]).causes).toMatchObject([{ event: FIRST.event, merged: { count: 2 } }]);
  });

  test('count each event once, however often it is delivered', () => {
    expect(joined([FIRST], [FIRST]).causes).toEqual([FIRST]);
  });

  test('stay apart where one is looked at again, or outlasted a rollback', () => {
    const again = causeAt('10:22', 'shop-5xx', { again: true });
    const outlasted = causeAt('10:24', 'shop-5xx', {
      outlasted: { incident: 'incident-1', rollback: 'rollback-1', since: at('10:05') },
    });
    expect(joined([], [FIRST, again, outlasted]).causes).toHaveLength(3);
  });
});

describe('causes of several kinds', () => {
  test('are each kept, and each alarm is named once', () => {
    const other = causeAt('10:21', 'shop-latency');
    const { causes } = joined([], [FIRST, other, aCommandCause()]);
    expect(causes).toEqual([FIRST, other, aCommandCause()]);
    expect(alarmsOf([...causes, SECOND])).toEqual(['shop-5xx', 'shop-latency'].map(arnOf));
  });

  test('are at most ten, and what there is no room for is answered', () => {
    const many = Array.from({ length: 23 }, (_, index) => causeAt('10:20', `alarm-${index}`));
    const { causes, surplus } = joined([], many);
    expect([causes, surplus]).toEqual([many.slice(0, 10), many.slice(10)]);
  });

  test('leave room for a further event of an alarm that is among them', () => {
    const many = Array.from({ length: 10 }, (_, index) => causeAt('10:20', `alarm-${index}`));
    expect(joined(many, [causeAt('10:22', 'alarm-3')]).surplus).toEqual([]);
  });
});

describe('a cause without its first event, which was decided before', () => {
  test('is nothing where it stood for one', () => {
    expect(withoutFirst(FIRST)).toBeUndefined();
  });

  test('is the last event where it stood for two', () => {
    const [pair] = joined([], [FIRST, SECOND]).causes;
    expect(pair?.kind === 'alarm' && withoutFirst(pair)).toEqual(SECOND);
  });

  test('stands for one event less where it stood for more', () => {
    const [three] = joined([], [FIRST, SECOND, THIRD]).causes;
    const rest = three?.kind === 'alarm' ? withoutFirst(three) : undefined;
    expect(rest).toMatchObject({ id: THIRD.id, merged: { count: 2, lastAt: at('10:24') } });
    expect(rest && lastOf(rest)).toBe(at('10:24'));
  });
});
