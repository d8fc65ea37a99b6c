import type { EpochMillis } from '../../account/clock.ts';
import { alarmTimestamp } from './alarm-timestamp.ts';
import type { StateValue } from './state-value.ts';
import type { AlarmSwitches } from './switches.ts';
import type { Counted, Datapoint, ThresholdRule } from './threshold-rule.ts';

/** What an evaluation looked at. */
export interface EvaluatedWindow {
  readonly rule: ThresholdRule;
  readonly value: StateValue;
  /** Every period that was read, oldest first. */
  readonly range: readonly Datapoint[];
  /** Those with data that count, oldest first. */
  readonly used: readonly Counted[];
  /** Whether a value is on the wrong side of the threshold. */
  readonly breaches: (value: number) => boolean;
  readonly now: EpochMillis;
}

/**
 * The reason data of a state, as JSON text: `recentDatapoints` are the values that count, oldest first; `evaluatedDatapoints`
 * the periods, newest first, without a value where no data came (samples of CW:cloudwatch-and-eventbridge).
 */
export function reasonData(window: EvaluatedWindow, switches: AlarmSwitches): string {
  const { rule, used, now } = window;
  const oldest = used[0];
  return JSON.stringify({
    version: '1.0',
    queryDate: alarmTimestamp(now),
    ...(oldest !== undefined && { startDate: alarmTimestamp(oldest.time) }),
    ...(rule.stat !== undefined && { statistic: rule.stat }),
    period: rule.periodSeconds,
    recentDatapoints: used.map(({ value }) => value),
    threshold: rule.threshold,
    ...(switches.evaluatedDatapointsShown && { evaluatedDatapoints: evaluated(window, switches).map(shown) }),
  });
}

/** The periods from the newest back to the one that decided, or to the oldest that counts; newest first. */
function evaluated(window: EvaluatedWindow, { evaluatedDatapoints }: AlarmSwitches): readonly Datapoint[] {
  const { rule, value, range, used } = window;
  const counted = new Set([...used, ...filled(window)].map(({ time }) => time));
  const needed = value === 'ALARM' ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  const decides = evaluatedDatapoints === 'decisive' && value !== 'INSUFFICIENT_DATA';
  const periods: Datapoint[] = [];
  let support = 0;
  for (const datapoint of range.toReversed()) {
    if (counted.size === 0 || (decides && support >= needed)) break;
    periods.push(datapoint);
    if (counted.delete(datapoint.time) && supports(window, datapoint)) support++;
  }
  return periods;
}

/** The newest periods without data, as many as are missing: they count as TreatMissingData says. */
function filled({ rule, range, used }: EvaluatedWindow): readonly Datapoint[] {
  const missing = rule.evaluationPeriods - used.length;
  return missing === 0 ? [] : range.filter(({ value }) => value === undefined).slice(-missing);
}

function supports({ rule, value: state, breaches }: EvaluatedWindow, { value }: Datapoint): boolean {
  if (value !== undefined) return breaches(value) === (state === 'ALARM');
  return rule.treatMissingData === (state === 'ALARM' ? 'breaching' : 'notBreaching');
}

function shown({ time, sampleCount, value }: Datapoint): object {
  return {
    timestamp: alarmTimestamp(time),
    ...(sampleCount !== undefined && value !== undefined && { sampleCount }),
    ...(value !== undefined && { value }),
  };
}
