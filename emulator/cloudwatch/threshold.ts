import type { EpochMillis } from '../clock.ts';
import type { StateValue, Verdict } from './alarm.ts';
import { datapointTimestamp } from './alarm-timestamp.ts';
import { reasonData } from './reason-data.ts';
import { type AlarmSwitches, DEFAULT_ALARM_SWITCHES } from './switches.ts';
import { breaches, type Counted, type Datapoint, type ThresholdRule, wordsOf } from './threshold-rule.ts';

/** Periods read beyond EvaluationPeriods, to make up for missing ones. AWS publishes an example (5 for 3), no formula. */
export const EXTRA_PERIODS = 2;

/**
 * The state that the data points (oldest first, evaluation periods plus {@link EXTRA_PERIODS}) give an alarm, after
 * CW:alarms-and-missing-data: enough real data points win over missing ones, too few are filled up as TreatMissingData says,
 * and a breaching one at least DatapointsToAlarm old with nothing but breaching or missing after it is an ALARM.
 * Undefined: the alarm stays as it is.
 */
export function evaluateThreshold(
  rule: ThresholdRule,
  datapoints: readonly Datapoint[],
  current: StateValue,
  now: EpochMillis,
  switches: AlarmSwitches = DEFAULT_ALARM_SWITCHES,
): Verdict | undefined {
  const real = datapoints.filter(isReal);
  const used = real.slice(-rule.evaluationPeriods);
  const missing = rule.evaluationPeriods - used.length;
  const breaching = used.filter(({ value }) => breaches(rule, value)).length;
  const verdict = (value: StateValue) => explained(rule, value, current, datapoints, used, missing, now, switches);
  if (breaching >= rule.datapointsToAlarm) return verdict('ALARM');
  if (missing === 0) return verdict('OK');
  switch (rule.treatMissingData) {
    case 'ignore':
      return used.length > 0 && used.length - breaching > rule.evaluationPeriods - rule.datapointsToAlarm
        ? verdict('OK')
        : undefined;
    case 'breaching':
      return verdict(breaching + missing >= rule.datapointsToAlarm ? 'ALARM' : 'OK');
    case 'notBreaching':
      return verdict('OK');
    case 'missing': {
      if (used.length === 0) return verdict('INSUFFICIENT_DATA');
      if (breaching < used.length) return verdict('OK');
      return ageOf(used, datapoints) >= rule.datapointsToAlarm ? verdict('ALARM') : undefined;
    }
  }
}

function isReal(datapoint: Datapoint): datapoint is Counted {
  return datapoint.value !== undefined;
}

/** How many periods back the oldest used data point lies; the newest period is 1. */
function ageOf(used: readonly Datapoint[], datapoints: readonly Datapoint[]): number {
  const oldest = used[0];
  return oldest === undefined ? 0 : datapoints.length - datapoints.findIndex(({ time }) => time === oldest.time);
}

function explained(
  rule: ThresholdRule,
  value: StateValue,
  current: StateValue,
  range: readonly Datapoint[],
  used: readonly Counted[],
  missing: number,
  now: EpochMillis,
  switches: AlarmSwitches,
): Verdict {
  const matching = used.filter((datapoint) => breaches(rule, datapoint.value) === (value === 'ALARM')).toReversed();
  return {
    value,
    reason: reason(rule, value, current, used, matching, missing),
    reasonData: reasonData({ rule, value, range, used, now }, switches),
  };
}

function reason(
  rule: ThresholdRule,
  value: StateValue,
  current: StateValue,
  used: readonly Counted[],
  matching: readonly Counted[],
  missing: number,
): string {
  if (value === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${missing} ${missing === 1 ? 'datapoint was' : 'datapoints were'} unknown.`;
  if (used.length === 0) {
    const treatment = rule.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    const periods = `${missing} period${missing === 1 ? '' : 's'}`;
    const points = missing === 1 ? '1 missing datapoint was' : `${missing} missing datapoints were`;
    return `Threshold Crossed: no datapoints were received for ${periods} and ${points} treated as [${treatment}].`;
  }
  const listed = matching.map(({ value: point, time }) => `${decimal(point)} (${datapointTimestamp(time)})`).join(', ');
  const least = value === 'ALARM' ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  const verb = matching.length === 1 ? 'was' : 'were';
  const words = `${verb} ${value === 'ALARM' ? '' : 'not '}${wordsOf(rule)} the threshold (${decimal(rule.threshold)})`;
  const transition = `minimum ${least} datapoint${least === 1 ? '' : 's'} for ${current} -> ${value} transition`;
  return `Threshold Crossed: ${matching.length} out of the last ${used.length} datapoints [${listed}] ${words} (${transition}).`;
}

/** CloudWatch writes whole numbers as `50.0`. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
