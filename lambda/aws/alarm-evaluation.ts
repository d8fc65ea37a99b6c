import type { AlarmPromQLCriteria, LogAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Evaluation } from '../decision/alarm.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../decision/time.ts';

/** M of N datapoints of a period; of an expression the longest period of its metrics. Undefined for alarms without any. */
export function evaluationOf(alarm: MetricAlarm): Evaluation | undefined {
  const criteria = alarm.EvaluationCriteria?.PromQLCriteria;
  if (criteria !== undefined) return promEvaluationOf(criteria, alarm.EvaluationInterval);
  const periods = (alarm.Metrics ?? []).map(({ Period, MetricStat }) => Period ?? MetricStat?.Period ?? 0);
  const period = alarm.Period ?? Math.max(0, ...periods);
  const evaluated = alarm.EvaluationPeriods;
  if (period === 0 || evaluated === undefined) return undefined;
  return {
    period: period * SECOND,
    periods: evaluated,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? evaluated,
    ...(alarm.ComparisonOperator !== undefined && { comparison: alarm.ComparisonOperator }),
    ...(alarm.Threshold !== undefined && { threshold: alarm.Threshold }),
    ...(alarm.TreatMissingData !== undefined && { missingData: alarm.TreatMissingData }),
  };
}

/** In a row for the pending period; it stays on for the recovery period (CW: AlarmPromQLCriteria). */
function promEvaluationOf(
  { PendingPeriod = 0, RecoveryPeriod = 0 }: AlarmPromQLCriteria,
  interval = 0,
): Evaluation | undefined {
  if (interval === 0) return undefined;
  const datapointsToAlarm = Math.floor(PendingPeriod / interval) + 1;
  return {
    period: interval * SECOND,
    periods: datapointsToAlarm + Math.ceil(RecoveryPeriod / interval),
    datapointsToAlarm,
  };
}

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const UNITS = new Map([
  ['minute', MINUTE],
  ['hour', HOUR],
  ['day', DAY],
]);

/**
 * M of N results, one at each run of the query. The ranges of two runs may overlap, and one burst of errors be in both: the results are as
 * far apart as the runs, and the oldest looks back over more of those where its range is longer.
 * Not what it makes of missing data: no datapoints in its reason data, whose form is not documented, does not mean that they were missing.
 */
export function logEvaluationOf(alarm: LogAlarm): Evaluation | undefined {
  const { ScheduleExpression = '', StartTimeOffset = 0 } =
    alarm.ScheduledQueryConfiguration?.ScheduleConfiguration ?? {};
  const [, count, unit = ''] = RATE.exec(ScheduleExpression) ?? [];
  const period = Number(count) * (UNITS.get(unit) ?? 0);
  const evaluated = alarm.QueryResultsToEvaluate;
  if (!(period > 0) || evaluated === undefined) return undefined;
  return {
    period,
    periods: evaluated - 1 + Math.max(1, Math.ceil((StartTimeOffset * SECOND) / period)),
    datapointsToAlarm: alarm.QueryResultsToAlarm ?? evaluated,
    ...(alarm.ComparisonOperator !== undefined && { comparison: alarm.ComparisonOperator }),
    ...(alarm.Threshold !== undefined && { threshold: alarm.Threshold }),
  };
}
