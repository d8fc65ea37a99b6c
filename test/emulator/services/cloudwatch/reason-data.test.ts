import * as sdk from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { START } from '../../opened-door.ts';
import { MINUTE, sdkAlarms, shopMetric } from './sdk-alarms.ts';

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
