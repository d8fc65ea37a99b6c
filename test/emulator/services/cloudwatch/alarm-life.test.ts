import { describe, expect, test } from 'vitest';
import { IDENTITY, START } from '../../opened-door.ts';
import { MINUTE, parsed, sdkAlarms } from './sdk-alarms.ts';

const at = (minutes: number, seconds = 0) =>
  new Date(START + minutes * MINUTE + seconds * 1000).toISOString().replace('Z', '+0000');
const ERRORS = { Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60 } as const;

test('an alarm that somebody else evaluated keeps that state, whatever data this account has', async () => {
  const { put, script, alarm, pass } = await sdkAlarms();
  await put({ ...ERRORS, TreatMissingData: 'breaching' });
  expect(script.ruleOf('errors')).toMatchObject({ threshold: 5, periodSeconds: 60, treatMissingData: 'breaching' });
  script.evaluated('errors', { value: 'OK', reason: 'known better' });
  await pass(5);
  expect(await alarm('errors')).toMatchObject({ StateValue: 'OK', StateReason: 'known better' });
  script.seedCompositeAlarm({ name: 'all', rule: 'ALARM(errors)' });
  expect(() => script.ruleOf('all')).toThrow('composite');
});

describe('DescribeAlarms', () => {
  test('answers how an alarm evaluates, and when it was configured and changed', async () => {
    const { put, value, pass, alarm } = await sdkAlarms();
    await put({ ...ERRORS, EvaluationPeriods: 3, DatapointsToAlarm: 1, TreatMissingData: 'missing' });
    await pass(5);
    await value('Errors', 9);
    await pass(1);
    await value('Errors', 9);
    await pass(1);
    expect(await alarm('errors')).toMatchObject({
      AlarmArn: `arn:aws:cloudwatch:${IDENTITY.region}:${IDENTITY.accountId}:alarm:errors`,
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'missing',
      StateValue: 'ALARM',
      AlarmConfigurationUpdatedTimestamp: new Date(START),
      StateUpdatedTimestamp: new Date(START + 6 * MINUTE),
      StateTransitionedTimestamp: new Date(START + 6 * MINUTE),
    });
  });

  test('answers the rule of a composite, the alarms that triggered it, and what suppresses it', async () => {
    const { script, composite, alarm, events, pass } = await sdkAlarms();
    for (const name of ['errors', 'latency', 'maintenance']) script.seedAlarm({ name });
    const suppressor = { alarm: 'maintenance', waitPeriod: 60, extensionPeriod: 60 };
    script.seedCompositeAlarm({ name: 'shop', rule: 'ALARM(errors) OR ALARM(latency)', suppressor });
    await pass(1);
    script.setState('errors', 'ALARM');
    const { AlarmArn, StateTransitionedTimestamp } = await alarm('errors');
    const described = await composite('shop');
    expect(described).toMatchObject({
      AlarmRule: 'ALARM(errors) OR ALARM(latency)',
      StateValue: 'ALARM',
      StateTransitionedTimestamp,
      ActionsSuppressedBy: 'WaitPeriod',
      ActionsSuppressedReason: 'Actions suppressed by WaitPeriod',
    });
    const triggering = { triggeringAlarms: [{ arn: AlarmArn, state: { value: 'ALARM', timestamp: at(1) } }] };
    expect(parsed(described.StateReasonData)).toEqual(triggering);
    expect(events.at(-1)?.detail).toMatchObject({
      alarmName: 'shop',
      state: { reasonData: JSON.stringify(triggering), actionsSuppressedBy: 'WaitPeriod' },
    });
    await pass(2);
    expect(await composite('shop')).not.toHaveProperty('ActionsSuppressedBy');
  });
});

describe('an alarm that is made anew', () => {
  test('begins unchecked, and goes to ALARM on no data at all where missing data is breaching', async () => {
    const { script, alarm, history, pass } = await sdkAlarms();
    script.seedAlarm({ name: 'errors', createdAt: START - 2 * MINUTE, since: START - MINUTE });
    script.deleteAlarm('errors');
    await pass(0.5);
    script.createAlarm({ name: 'errors', treatMissingData: 'breaching' });
    expect(await alarm('errors')).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      AlarmConfigurationUpdatedTimestamp: new Date(START + MINUTE / 2),
    });
    await pass(0.5);
    expect((await alarm('errors')).StateValue).toBe('ALARM');
    const all = await history('errors');
    expect(all.map(({ at, summary }) => [((at ?? 0) - START) / MINUTE, summary])).toEqual([
      [1, 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
      [0.5, 'Alarm "errors" created'],
      [0, 'Alarm "errors" deleted'],
      [-1, 'Alarm updated from INSUFFICIENT_DATA to OK'],
      [-2, 'Alarm "errors" created'],
    ]);
    const configured = await history('errors', 'ConfigurationUpdate');
    expect(configured).toHaveLength(3);
    expect(configured[0]?.data).toMatchObject({
      version: '1.0',
      type: 'Create',
      createdAlarm: { alarmName: 'errors', stateValue: 'INSUFFICIENT_DATA', period: 60, threshold: 0 },
    });
    expect(await history('errors', 'StateUpdate')).toHaveLength(2);
  });

  test.each([
    ['notBreaching', 'OK'],
    ['missing', 'INSUFFICIENT_DATA'],
    ['ignore', 'INSUFFICIENT_DATA'],
  ] as const)('with missing data %s it goes to %s', async (treatMissingData, expected) => {
    const { script, alarm, pass } = await sdkAlarms();
    script.createAlarm({ name: 'errors', treatMissingData });
    await pass(3);
    expect((await alarm('errors')).StateValue).toBe(expected);
  });
});

describe('a seeded alarm', () => {
  test('is old, without events, unless the script gives it a past', async () => {
    const { script, events, history, alarm } = await sdkAlarms();
    script.seedAlarm({ name: 'errors' });
    expect(await history('errors', 'ConfigurationUpdate')).toEqual([]);
    script.seedAlarm({
      name: 'latency',
      createdAt: START - 30 * MINUTE,
      earlier: [
        { state: 'ALARM', since: START - 20 * MINUTE },
        { state: 'INSUFFICIENT_DATA', since: START - 10 * MINUTE },
      ],
      state: 'ALARM',
      since: START - MINUTE,
    });
    expect((await history('latency')).map(({ summary }) => summary)).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      'Alarm updated from ALARM to INSUFFICIENT_DATA',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      'Alarm "latency" created',
    ]);
    expect((await alarm('latency')).StateTransitionedTimestamp).toEqual(new Date(START - MINUTE));
    expect(events).toEqual([]);
  });

  test('refuses a past that is out of order', async () => {
    const { script } = await sdkAlarms();
    expect(() => script.seedAlarm({ name: 'errors', createdAt: START, since: START - MINUTE })).toThrow(
      'is made, then',
    );
    expect(() => script.seedAlarm({ name: 'errors', since: START + MINUTE })).toThrow('is made, then');
  });
});
