import { describe, expect, test } from 'vitest';
import {
  alarmArn,
  alarmArnOf,
  byLocation,
  nameOf,
  namesOf,
  parseAlarmArn,
} from '../../../lambda/decision/alarm-arn.ts';
import { arnOf, HOME } from '../../support/home.ts';

const OTHER_ACCOUNT = { ...HOME, account: '210987654321' };
const OTHER_REGION = { ...HOME, region: 'us-east-1' };

describe('the ARN of an alarm', () => {
  test.each(['shop-5xx', 'a:alarm:b', 'Störung 🔥', 'shop 5xx [prod] > 5%', 'a'.repeat(255)])(
    'names it: %s',
    (name) => {
      expect(parseAlarmArn(arnOf(name))).toEqual({ ...HOME, name });
      expect(nameOf(arnOf(name))).toBe(name);
    },
  );

  test.each([
    'shop-5xx',
    'arn:aws:sns:eu-west-1:123456789012:topic',
    'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:',
    'arn:aws:cloudwatch:eu-west-1:1:alarm:shop-5xx',
    'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a\nb',
    'arn:aws:cloudwatch:eu-west-1:123456789012:insight-rule/shop',
  ])('is not %s', (text) => {
    expect(parseAlarmArn(text)).toBeUndefined();
  });

  test('is that of an alarm at home where only a name is given', () => {
    expect(alarmArnOf('shop-5xx', HOME)).toBe(arnOf('shop-5xx'));
    expect(alarmArnOf(alarmArn(OTHER_ACCOUNT, 'shop-5xx'), HOME)).toBe(alarmArn(OTHER_ACCOUNT, 'shop-5xx'));
  });
});

test('people read names; of two alarms with one name, also where each is', () => {
  expect(namesOf([arnOf('shop-5xx'), alarmArn(OTHER_ACCOUNT, 'shop-latency')])).toEqual(['shop-5xx', 'shop-latency']);
  expect(namesOf([arnOf('shop-5xx'), alarmArn(OTHER_ACCOUNT, 'shop-5xx')])).toEqual([
    'shop-5xx (123456789012, eu-west-1)',
    'shop-5xx (210987654321, eu-west-1)',
  ]);
});

test('alarms are told apart by account and region, and not by their names', () => {
  const elsewhere = [alarmArn(OTHER_ACCOUNT, 'one'), alarmArn(OTHER_REGION, 'one')];
  expect(byLocation([arnOf('one'), ...elsewhere, arnOf('two:three')])).toEqual([
    [arnOf('one'), arnOf('two:three')],
    ...elsewhere.map((arn) => [arn]),
  ]);
});
