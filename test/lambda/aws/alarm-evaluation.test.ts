import type { LogAlarm, MetricAlarm, ScheduleConfiguration } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { evaluationOf, logEvaluationOf } from '../../../lambda/aws/alarm-evaluation.ts';
import { lingerOf, windowOf } from '../../../lambda/decision/alarm.ts';
import { NO_FACTS } from '../../../lambda/decision/facts.ts';
import { onsetOf } from '../../../lambda/decision/onset.ts';
import { DAY, HOUR, MINUTE } from '../../../lambda/decision/time.ts';
import { EVALUATION_DELAY } from '../../../lambda/decision/times.ts';
import { arnOf } from '../../support/home.ts';

/** Two of three results; a query each five minutes, over the five before, unless said otherwise. */
function logAlarm(schedule: Partial<ScheduleConfiguration> = {}, but: Partial<LogAlarm> = {}): LogAlarm {
  return {
    ScheduledQueryConfiguration: {
      QueryString: 'fields @message',
      ScheduledQueryRoleARN: 'arn:aws:iam::123456789012:role/log-alarms',
      AggregationExpression: 'count(*)',
      ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)', StartTimeOffset: 300, ...schedule },
    },
    QueryResultsToEvaluate: 3,
    QueryResultsToAlarm: 2,
    ...but,
  };
}

describe('a log alarm looks back', () => {
  test.each([
    ['over as many runs as it takes results', {}, 15],
    ['further where its ranges overlap', { StartTimeOffset: 900 }, 10 + 15],
    ['further where its ranges end before the run', { StartTimeOffset: 600, EndTimeOffset: 300 }, 10 + 10],
    ['in whole runs', { StartTimeOffset: 360 }, 10 + 10],
    ['also over what lies between its ranges', { StartTimeOffset: 60 }, 15],
  ])('%s', (_, schedule, minutes) => {
    const evaluation = logEvaluationOf(logAlarm(schedule));
    expect(windowOf({ ...(evaluation && { evaluation }) })).toBe(minutes * MINUTE);
  });

  test.each([
    ['rate(1 minute)', MINUTE],
    ['rate(2 hours)', 2 * HOUR],
    ['rate(1 day)', DAY],
  ])('at %s', (ScheduleExpression, period) => {
    expect(logEvaluationOf(logAlarm({ ScheduleExpression, StartTimeOffset: 60 }))).toMatchObject({
      period,
      periods: 3,
    });
  });

  test.each([
    ['without a schedule', { ScheduledQueryConfiguration: undefined }],
    ['on a schedule that cannot be read', logAlarm({ ScheduleExpression: 'cron(0 12 * * ? *)' })],
    ['on a schedule of no time', logAlarm({ ScheduleExpression: 'rate(0 minutes)' })],
    ['of an unknown number of results', { QueryResultsToEvaluate: undefined }],
  ])('so far as nobody knows: %s', (_, but) => {
    expect(logEvaluationOf({ ...logAlarm(), ...but })).toBeUndefined();
  });
});

describe('an alarm on a PromQL query', () => {
  /** Evaluated each minute, on after five minutes of trouble, off ten minutes after it. */
  const promAlarm: MetricAlarm = {
    EvaluationInterval: 60,
    EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0', PendingPeriod: 300, RecoveryPeriod: 600 } },
  };
  const evaluation = evaluationOf(promAlarm);
  const since = Date.UTC(2026, 0, 10, 9, 30);

  test('tells of trouble that began its pending period before', () => {
    const alarm = { arn: arnOf('prom'), value: 'ALARM' as const, since, actionsEnabled: true };
    expect(onsetOf({ ...alarm, ...(evaluation && { evaluation }) }, NO_FACTS)).toMatchObject({
      at: since,
      latest: since - 5 * MINUTE,
    });
  });

  test('stays on for its recovery period', () => {
    expect(lingerOf({ ...(evaluation && { evaluation }) })).toBe(11 * MINUTE);
  });

  test('without periods of its own is on with the first trouble', () => {
    const criteria = { EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0' } } };
    expect(evaluationOf({ ...promAlarm, ...criteria })).toEqual({ period: MINUTE, periods: 1, datapointsToAlarm: 1 });
  });

  test('of an unknown interval looks back so far as nobody knows', () => {
    expect(evaluationOf({ ...promAlarm, EvaluationInterval: undefined })).toBeUndefined();
  });
});

test('where its ranges overlap, errors between the last two runs may be in both results: a deployment then is not acquitted', () => {
  const since = Date.UTC(2026, 0, 10, 9, 30);
  const evaluation = logEvaluationOf(logAlarm({ StartTimeOffset: 900 }, { TreatMissingData: 'breaching' }));
  const alarm = { arn: arnOf('log'), value: 'ALARM' as const, since, actionsEnabled: true };
  const onset = onsetOf({ ...alarm, ...(evaluation && { evaluation }) }, NO_FACTS);
  expect(onset).toMatchObject({ at: since, latest: since - 5 * MINUTE });
  expect(onset.earliest).toBe(since - 25 * MINUTE - EVALUATION_DELAY);
});
