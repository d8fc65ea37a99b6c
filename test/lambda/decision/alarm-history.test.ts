import { describe, expect, test } from 'vitest';
import type { AlarmTransition } from '../../../lambda/decision/alarm.ts';
import { lastKnown, wasOkSince } from '../../../lambda/decision/alarm-history.ts';
import { at } from '../../support/builders/moments.ts';

const on: AlarmTransition = { at: at('10:00'), from: 'OK', to: 'ALARM' };
const off: AlarmTransition = { at: at('11:00'), from: 'ALARM', to: 'OK' };
/** On until 10:00, then without data until 10:20, then on again. */
const gap: readonly AlarmTransition[] = [
  { at: at('10:00'), from: 'ALARM', to: 'INSUFFICIENT_DATA' },
  { at: at('10:20'), from: 'INSUFFICIENT_DATA', to: 'ALARM' },
];

describe('an alarm at a moment', () => {
  test.each<[string, readonly AlarmTransition[], string, string]>([
    ['is what the transition before it says', [on], '10:30', 'on'],
    ['is what the transition in that very millisecond says', [on], '10:00', 'on'],
    ['is what the transition after it says it was before', [on], '09:59', 'off'],
    ['is the same in whatever order the transitions are listed', [off, on], '10:30', 'on'],
    ['is what the neighbour says where the nearest does not tell', [{ at: at('10:00') }, off], '10:30', 'on'],
    ['is unknown without transitions', [], '10:30', 'unknown'],
    ['is unknown where no neighbour tells', [{ at: at('10:00') }, { at: at('11:00') }], '10:30', 'unknown'],
    ['is unknown where one is missing in between', [on, { at: at('12:00'), from: 'OK' }], '10:30', 'unknown'],
  ])('%s', (_, transitions, moment, was) => {
    expect(lastKnown(transitions, at(moment), 60).was).toBe(was);
  });
});

describe('no data is not off', () => {
  test('in a gap shorter than the bake time the state before the gap counts', () => {
    expect(lastKnown(gap, at('10:10'), 21)).toMatchObject({
      was: 'on',
      detail: expect.stringContaining('in ALARM before'),
    });
  });

  test('an alarm that was without data for as long as the bake time is off', () => {
    expect(lastKnown(gap, at('10:10'), 20).was).toBe('off');
  });

  test('the state before a gap is found although the transition into it does not tell', () => {
    const [{ from: _, ...into }, ...rest] = [
      { at: at('10:00'), to: 'INSUFFICIENT_DATA' as const, from: 'ALARM' as const },
      ...gap.slice(1),
    ];
    expect(lastKnown([{ at: at('09:00'), from: 'OK', to: 'ALARM' }, into, ...rest], at('10:10'), 60).was).toBe('on');
  });

  test('a gap that is older than the history is a long one', () => {
    expect(lastKnown([{ at: at('10:20'), from: 'INSUFFICIENT_DATA', to: 'ALARM' }], at('10:10'), 60).was).toBe('off');
  });

  test('an alarm that was OK before the gap is off', () => {
    const before = gap.map((transition) => ({
      ...transition,
      ...(transition.from === 'ALARM' && { from: 'OK' as const }),
    }));
    expect(lastKnown(before, at('10:10'), 60).was).toBe('off');
  });
});

test('an alarm was OK since a moment if it became so then, or ceased to be so later', () => {
  expect(wasOkSince([off], at('11:00'))).toBe(true);
  expect(wasOkSince([off], at('11:00:00.001'))).toBe(false);
  expect(wasOkSince([on], at('09:59'))).toBe(true);
  expect(wasOkSince([on], at('10:00'))).toBe(false);
});
