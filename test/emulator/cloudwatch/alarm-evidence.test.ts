import * as sdk from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { IDENTITY, START } from '../opened-door.ts';
import { MINUTE, parsed, sdkAlarms, shopMetric } from './sdk-alarms.ts';

const at = (minutes: number, seconds = 0) =>
  new Date(START + minutes * MINUTE + seconds * 1000).toISOString().replace('Z', '+0000');
const ERRORS = { Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60 } as const;

describe('the reason data of a metric alarm', () => {
  test('quotes what was evaluated, in DescribeAlarms, in the event and in the history', async () => {
    const { put, value, pass, alarm, reasonData, events, history } = await sdkAlarms();
    await put(ERRORS);
    for (const one of [4, 5]) await value('Errors', one);
    await pass(1);
    const expected = {
      version: '1.0',
      queryDate: at(1),
      startDate: at(0),
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [9],
      threshold: 5,
      evaluatedDatapoints: [{ timestamp: at(0), sampleCount: 2, value: 9 }],
    };
    expect(await reasonData('errors')).toEqual(expected);
    const { StateReasonData } = await alarm('errors');
    expect(events.at(-1)?.detail).toMatchObject({
      state: { value: 'ALARM', reasonData: StateReasonData },
      previousState: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' },
    });
    const [update] = await history('errors', 'StateUpdate');
    expect(update?.data).toMatchObject({ newState: { stateValue: 'ALARM', stateReasonData: expected } });
  });

  test('is about periods that end at the last full minute, whatever the period', async () => {
    const { put, value, pass, reasonData, alarm } = await sdkAlarms();
    await put({ ...ERRORS, Period: 300, EvaluationPeriods: 3, TreatMissingData: 'notBreaching' });
    for (let minute = 0; minute < 12; minute++) {
      await value('Errors', 2);
      await pass(1);
    }
    expect((await alarm('errors')).StateValue).toBe('OK');
    await value('Errors', 2);
    await pass(1);
    expect((await alarm('errors')).StateValue).toBe('ALARM');
    expect(await reasonData('errors')).toMatchObject({
      startDate: at(-2),
      period: 300,
      recentDatapoints: [6, 10, 10],
      evaluatedDatapoints: [{ timestamp: at(8) }, { timestamp: at(3) }, { timestamp: at(-2) }],
    });
  });

  test('is about whole multiples of the period where the switch says so', async () => {
    const { put, value, pass, reasonData } = await sdkAlarms({ periodsEndAt: 'multipleOfPeriod' });
    await pass(1);
    await put({ ...ERRORS, Period: 300 });
    await value('Errors', 9);
    await pass(3);
    expect(await reasonData('errors')).toBeUndefined();
    await pass(1);
    expect(await reasonData('errors')).toMatchObject({ evaluatedDatapoints: [{ timestamp: at(0), value: 9 }] });
  });

  test('goes back to the datapoint that decided, or over the whole window, by a switch', async () => {
    const shown = async (evaluatedDatapoints: 'decisive' | 'all', values: readonly number[]) => {
      const { put, value, pass, reasonData } = await sdkAlarms({ evaluatedDatapoints });
      await put({ ...ERRORS, EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'ignore' });
      for (const one of values) {
        await value('Errors', one);
        await pass(1);
      }
      return reasonData('errors');
    };
    const back = (minute: number, value: number) => ({ timestamp: at(minute), sampleCount: 1, value });
    expect(await shown('decisive', [0, 9, 9])).toMatchObject({
      recentDatapoints: [0, 9, 9],
      evaluatedDatapoints: [back(2, 9), back(1, 9)],
    });
    const whole = [back(2, 9), back(1, 0), back(0, 9)];
    expect(await shown('decisive', [9, 0, 9])).toMatchObject({ evaluatedDatapoints: whole });
    expect(await shown('all', [9, 0, 9])).toMatchObject({ evaluatedDatapoints: whole });
    expect(await shown('all', [0, 9, 9])).toMatchObject({ evaluatedDatapoints: [back(2, 9), back(1, 9), back(0, 0)] });
  });

  test('shows periods without data without a value', async () => {
    const { put, value, pass, reasonData, alarm } = await sdkAlarms();
    await put({ ...ERRORS, EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' });
    await value('Errors', 9);
    await pass(2);
    expect((await alarm('errors')).StateValue).toBe('OK');
    await value('Errors', 9);
    await pass(1);
    expect((await alarm('errors')).StateValue).toBe('ALARM');
    expect(await reasonData('errors')).toMatchObject({
      startDate: at(0),
      recentDatapoints: [9, 9],
      evaluatedDatapoints: [
        { timestamp: at(2), sampleCount: 1, value: 9 },
        { timestamp: at(1) },
        { timestamp: at(0), sampleCount: 1, value: 9 },
      ],
    });
  });

  test('has no datapoints and no start where there was no data at all', async () => {
    const { put, pass, reasonData } = await sdkAlarms();
    await put({ ...ERRORS, EvaluationPeriods: 2, TreatMissingData: 'breaching' });
    await pass(1);
    expect(await reasonData('errors')).toEqual({
      version: '1.0',
      queryDate: at(1),
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [],
      threshold: 5,
      evaluatedDatapoints: [{ timestamp: at(0) }, { timestamp: at(-1) }],
    });
  });

  test('may be of the older form, without evaluated datapoints', async () => {
    const { put, value, pass, reasonData } = await sdkAlarms({ evaluatedDatapointsShown: false });
    await put(ERRORS);
    await value('Errors', 9);
    await pass(1);
    expect(await reasonData('errors')).not.toHaveProperty('evaluatedDatapoints');
  });

  test('of metric math names no statistic and no sample counts', async () => {
    const { put, value, pass, alarm, reasonData } = await sdkAlarms();
    const Metrics = [
      { Id: 'rate', Expression: '100 * errors / FILL(requests, 1)', Label: 'Error rate', ReturnData: true },
      shopMetric('errors', 'Errors'),
      shopMetric('requests', 'Requests'),
    ];
    await put({ Metrics, TreatMissingData: 'notBreaching' });
    await value('Errors', 3);
    await value('Requests', 20);
    await pass(1);
    expect(await alarm('errors')).toMatchObject({ StateValue: 'ALARM', Metrics, Threshold: 5 });
    expect(await alarm('errors')).not.toHaveProperty('Period');
    expect(await reasonData('errors')).toEqual({
      version: '1.0',
      queryDate: at(1),
      startDate: at(0),
      period: 60,
      recentDatapoints: [15],
      threshold: 5,
      evaluatedDatapoints: [{ timestamp: at(0), value: 15 }],
    });
  });

  test('of a scripted state is what the script says; SetAlarmState gives none unless told', async () => {
    const { script, client, reasonData, alarm } = await sdkAlarms();
    script.seedAlarm({ name: 'errors' });
    const band = { version: '1.0', period: 60, recentDatapoints: [0], recentUpperThresholds: [0.3] };
    script.setState('errors', 'ALARM', 'Thresholds Crossed', JSON.stringify(band));
    expect(await reasonData('errors')).toEqual(band);
    const set = { AlarmName: 'errors', StateReason: 'a person' };
    await client.send(new sdk.SetAlarmStateCommand({ ...set, StateValue: 'OK' }));
    expect(await alarm('errors')).toMatchObject({ StateValue: 'OK', StateReason: 'a person' });
    expect(await alarm('errors')).not.toHaveProperty('StateReasonData');
    await client.send(
      new sdk.SetAlarmStateCommand({ ...set, StateValue: 'ALARM', StateReasonData: '{"by":"a person"}' }),
    );
    expect(await reasonData('errors')).toEqual({ by: 'a person' });
  });
});

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
