import { describe, expect, it } from 'vitest';
import { evaluateThreshold } from '../../../../emulator/services/cloudwatch/threshold.ts';
import type { ThresholdRule } from '../../../../emulator/services/cloudwatch/threshold-rule.ts';
import { MINUTE, START } from './account.ts';

/** `-` is a missing data point, `0` one within the threshold, `X` a breaching one. */
function evaluate(rule: Partial<ThresholdRule>, picture: string) {
  const datapoints = [...picture].map((character, index) => {
    const time = START - (picture.length - index) * MINUTE;
    return character === '-' ? { time } : { time, value: character === 'X' ? 9 : 0 };
  });
  const complete: ThresholdRule = {
    stat: 'Sum',
    periodSeconds: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    threshold: 5,
    comparison: 'GreaterThanThreshold',
    treatMissingData: 'missing',
    ...rule,
  };
  return evaluateThreshold(complete, datapoints, 'OK', START);
}

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const RETAIN = undefined;

describe('missing data, as the tables of the user guide say', () => {
  it.each([
    ['0-X-X', ['OK', 'OK', 'OK', 'OK']],
    ['----0', ['OK', 'OK', 'OK', 'OK']],
    ['-----', ['INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK']],
    ['0XX-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['--X--', ['ALARM', RETAIN, 'ALARM', 'OK']],
  ])('%s, 3 out of 3', (picture, expected) => {
    const states = TREATMENTS.map((treatMissingData) => evaluate({ treatMissingData }, picture)?.value);
    expect(states).toEqual(expected);
  });

  it.each([
    ['0-X-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['00X0X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0-X--', ['OK', RETAIN, 'ALARM', 'OK']],
    ['----0', ['OK', RETAIN, 'ALARM', 'OK']],
    ['---X-', ['ALARM', RETAIN, 'ALARM', 'OK']],
  ])('%s, 2 out of 3', (picture, expected) => {
    const states = TREATMENTS.map(
      (treatMissingData) => evaluate({ treatMissingData, datapointsToAlarm: 2 }, picture)?.value,
    );
    expect(states).toEqual(expected);
  });

  it('does not go into ALARM on one young breaching data point after a silence', () => {
    expect(evaluate({}, '----X')).toBeUndefined();
  });
});

describe('the reason of a state', () => {
  it('quotes the data points and the threshold as CloudWatch does', () => {
    const verdict = evaluate({ evaluationPeriods: 1, datapointsToAlarm: 1 }, '0X');
    expect(verdict?.reason).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [9.0 (10/01/26 08:59:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).',
    );
    expect(JSON.parse(verdict?.reasonData ?? '')).toMatchObject({
      version: '1.0',
      startDate: '2026-01-10T08:59:00.000+0000',
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [9],
      threshold: 5,
    });
  });

  it('says that data is missing', () => {
    expect(evaluate({}, '-----')?.reason).toBe('Insufficient Data: 3 datapoints were unknown.');
    expect(evaluate({ treatMissingData: 'notBreaching' }, '-----')?.reason).toBe(
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching].',
    );
  });
});
