import type { EpochMillis } from '../../account/clock.ts';
import type { Verdict } from './alarm.ts';
import { datapointTimestamp } from './alarm-timestamp.ts';
import { type EvaluatedWindow, reasonData } from './reason-data.ts';
import type { StateValue } from './state-value.ts';
import { type AlarmSwitches, DEFAULT_ALARM_SWITCHES } from './switches.ts';
import { breaches, COMPARISONS, type Counted, type Datapoint, type ThresholdRule } from './threshold-rule.ts';

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
  const value = evaluatedValue(rule, datapoints);
  if (value === undefined) return undefined;
  const used = usedOf(rule, datapoints);
  const window = { rule, value, range: datapoints, used, breaches: (point: number) => breaches(rule, point), now };
  return { value, reason: reason(window, current), reasonData: reasonData(window, switches) };
}

/** The value alone of {@link evaluateThreshold}: most evaluations change nothing, and need no words. */
export function evaluatedValue(rule: ThresholdRule, datapoints: readonly Datapoint[]): StateValue | undefined {
  const used = usedOf(rule, datapoints);
  const missing = rule.evaluationPeriods - used.length;
  const breaching = used.filter(({ value }) => breaches(rule, value)).length;
  if (breaching >= rule.datapointsToAlarm) return 'ALARM';
  if (missing === 0) return 'OK';
  switch (rule.treatMissingData) {
    case 'ignore':
      return used.length > 0 && used.length - breaching > rule.evaluationPeriods - rule.datapointsToAlarm
        ? 'OK'
        : undefined;
    case 'breaching':
      return breaching + missing >= rule.datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'missing': {
      if (used.length === 0) return 'INSUFFICIENT_DATA';
      if (breaching < used.length) return 'OK';
      return ageOf(used, datapoints) >= rule.datapointsToAlarm ? 'ALARM' : undefined;
    }
  }
}

/** The periods with data that count: the newest, EvaluationPeriods at most. */
function usedOf(rule: ThresholdRule, datapoints: readonly Datapoint[]): readonly Counted[] {
  return datapoints.filter(isReal).slice(-rule.evaluationPeriods);
}

function isReal(datapoint: Datapoint): datapoint is Counted {
  return datapoint.value !== undefined;
}

/** How many periods back the oldest used data point lies; the newest period is 1. */
function ageOf(used: readonly Datapoint[], datapoints: readonly Datapoint[]): number {
  const oldest = used[0];
  return oldest === undefined ? 0 : datapoints.length - datapoints.findIndex(({ time }) => time === oldest.time);
}

function reason({ rule, value, used, breaches: breaching }: EvaluatedWindow, current: StateValue): string {
  const missing = rule.evaluationPeriods - used.length;
  if (value === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${missing} ${missing === 1 ? 'datapoint was' : 'datapoints were'} unknown.`;
  if (used.length === 0) {
    const treatment = rule.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    const periods = `${missing} period${missing === 1 ? '' : 's'}`;
    const points = missing === 1 ? '1 missing datapoint was' : `${missing} missing datapoints were`;
    return `Threshold Crossed: no datapoints were received for ${periods} and ${points} treated as [${treatment}].`;
  }
  const matching = used.filter((datapoint) => breaching(datapoint.value) === (value === 'ALARM')).toReversed();
  const listed = matching.map(({ value: point, time }) => `${decimal(point)} (${datapointTimestamp(time)})`).join(', ');
  const least = value === 'ALARM' ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  const verb = matching.length === 1 ? 'was' : 'were';
  const words = `${verb} ${value === 'ALARM' ? '' : 'not '}${COMPARISONS[rule.comparison].words} the threshold (${decimal(rule.threshold)})`;
  const transition = `minimum ${least} datapoint${least === 1 ? '' : 's'} for ${current} -> ${value} transition`;
  return `Threshold Crossed: ${matching.length} out of the last ${used.length} datapoints [${listed}] ${words} (${transition}).`;
}

/** CloudWatch writes whole numbers as `50.0`. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
