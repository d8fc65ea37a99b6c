import { describe, expect, test } from 'vitest';
import { healthOf, type ObservedAlarm } from '../../../lambda/decision/alarm.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { arnOf } from '../../support/home.ts';

describe('the health of several alarms', () => {
  const ARNS = ['shop-5xx', 'shop-latency'].map(arnOf);
  const first = (value: ObservedAlarm['value']) => anAlarm({ arn: arnOf('shop-5xx'), value });
  const second = (value: ObservedAlarm['value']) => anAlarm({ arn: arnOf('shop-latency'), value });

  test.each<[string, readonly ObservedAlarm[], string]>([
    ['ok only if each is seen OK', [first('OK'), second('OK')], 'ok'],
    ['alarm if one is in ALARM, whatever the other is', [first('INSUFFICIENT_DATA'), second('ALARM')], 'alarm'],
    ['unknown if one has no data', [first('OK'), second('INSUFFICIENT_DATA')], 'unknown'],
    ['unknown if one does not exist', [first('OK')], 'unknown'],
    ['not concerned with the alarms of others', [first('OK'), second('OK'), anAlarm({ arn: arnOf('other') })], 'ok'],
  ])('is %s', (_, alarms, health) => {
    expect(healthOf(ARNS, alarms).health).toBe(health);
  });
});
