import { describe, expect, test } from 'vitest';
import { type AlarmTransition, healthOf, type ObservedAlarm, valueAt } from '../../../lambda/decision/alarm.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { at } from '../../support/builders/moments.ts';

describe('the state of an alarm at a moment', () => {
  const on: AlarmTransition = { at: at('10:00'), from: 'OK', to: 'ALARM' };
  const off: AlarmTransition = { at: at('11:00'), from: 'ALARM', to: 'OK' };

  test.each<[string, readonly AlarmTransition[], string, string]>([
    ['what the transition before it says', [on], '10:30', 'ALARM'],
    ['what the transition in that very millisecond says', [on], '10:00', 'ALARM'],
    ['what the transition after it says it was before', [on], '09:59', 'OK'],
    ['the same in whatever order the transitions are listed', [off, on], '10:30', 'ALARM'],
    [
      'what the neighbour says where the nearest transition does not tell',
      [{ at: at('10:00') }, off],
      '10:30',
      'ALARM',
    ],
    ['unknown without transitions', [], '10:30', 'unknown'],
    ['unknown where no neighbour tells', [{ at: at('10:00') }, { at: at('11:00') }], '10:30', 'unknown'],
    ['unknown where a transition is missing in between', [on, { at: at('12:00'), from: 'OK' }], '10:30', 'unknown'],
  ])('is %s', (_, transitions, moment, value) => {
    expect(valueAt(transitions, at(moment))).toBe(value);
  });
});

describe('the health of several alarms', () => {
  const NAMES = ['shop-5xx', 'shop-latency'];
  const first = (value: ObservedAlarm['value']) => anAlarm({ name: 'shop-5xx', value });
  const second = (value: ObservedAlarm['value']) => anAlarm({ name: 'shop-latency', value });

  test.each<[string, readonly ObservedAlarm[], string]>([
    ['ok only if each is seen OK', [first('OK'), second('OK')], 'ok'],
    ['alarm if one is in ALARM, whatever the other is', [first('INSUFFICIENT_DATA'), second('ALARM')], 'alarm'],
    ['unknown if one has no data', [first('OK'), second('INSUFFICIENT_DATA')], 'unknown'],
    ['unknown if one does not exist', [first('OK')], 'unknown'],
    ['not concerned with the alarms of others', [first('OK'), second('OK'), anAlarm({ name: 'other' })], 'ok'],
  ])('is %s', (_, alarms, health) => {
    expect(healthOf(NAMES, alarms).health).toBe(health);
  });
});
