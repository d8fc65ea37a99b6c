import type { Cancel, Clock, EpochMillis } from '../clock.ts';
import type { MetricAlarm, Verdict } from './alarm.ts';
import type { Alarms } from './alarms.ts';
import { type MetricIdentity, type Metrics, metricKey, statistic } from './metrics.ts';
import { type Datapoint, EXTRA_PERIODS, evaluateThreshold, type ThresholdRule, thresholdRuleOf } from './threshold.ts';

/**
 * Evaluates metric alarms, once a minute (every 10 seconds for shorter periods). An alarm is evaluated only while an
 * evaluation can change it: from new data on until the data has left the evaluation range. So a clock comes to rest.
 * An alarm whose metric never had data is left as it is: SetAlarmState then plays it by hand.
 */
export class MetricEvaluation {
  readonly #alarms: Alarms;
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #due = new Map<string, Cancel>();

  constructor(alarms: Alarms, metrics: Metrics, clock: Clock) {
    this.#alarms = alarms;
    this.#metrics = metrics;
    this.#clock = clock;
  }

  /** Something changed for the alarm: new data, a new configuration, a state that somebody set. */
  scheduleNext(alarm: MetricAlarm): void {
    if (this.#due.has(alarm.name)) return;
    const tick = (periodOf(alarm) < 60 ? 10 : 60) * 1000;
    const next = (Math.floor(this.#clock.now() / tick) + 1) * tick;
    this.#due.set(
      alarm.name,
      this.#clock.at(next, () => this.#evaluate(alarm.name)),
    );
  }

  /** New data of a metric: every alarm on it is evaluated, and follows the data, not a script, from now on. */
  dataArrived(metric: MetricIdentity): void {
    const key = metricKey(metric);
    for (const alarm of this.#alarms.all()) {
      const identity = alarm.type === 'MetricAlarm' ? metricOf(alarm) : undefined;
      if (alarm.type !== 'MetricAlarm' || identity === undefined || metricKey(identity) !== key) continue;
      alarm.scripted = undefined;
      this.scheduleNext(alarm);
    }
  }

  removed(alarmName: string): void {
    this.#due.get(alarmName)?.();
    this.#due.delete(alarmName);
  }

  #evaluate(alarmName: string): void {
    this.#due.delete(alarmName);
    const alarm = this.#alarms.find(alarmName);
    if (alarm?.type !== 'MetricAlarm') return;
    const verdict = alarm.scripted ?? this.#verdict(alarm);
    if (verdict !== undefined) this.#alarms.update(alarm, verdict);
    if (alarm.scripted === undefined && this.#dataInRange(alarm)) this.scheduleNext(alarm);
  }

  #verdict(alarm: MetricAlarm): Verdict | undefined {
    const rule = thresholdRuleOf(alarm);
    const metric = metricOf(alarm);
    if (rule === undefined || metric === undefined || !this.#metrics.has(metric)) return undefined;
    return evaluateThreshold(rule, this.#datapoints(rule, metric), alarm.state.value, this.#clock.now());
  }

  /** The complete periods of the evaluation range, oldest first. */
  #datapoints(rule: ThresholdRule, metric: MetricIdentity): Datapoint[] {
    const period = rule.periodSeconds * 1000;
    const end = Math.floor(this.#clock.now() / period) * period;
    const count = rule.evaluationPeriods + EXTRA_PERIODS;
    return Array.from({ length: count }, (_, index) => {
      const time: EpochMillis = end - (count - index) * period;
      const samples = this.#metrics.between(metric, time, time + period);
      return samples.length === 0 ? { time } : { time, value: statistic(samples, rule.stat) };
    });
  }

  #dataInRange(alarm: MetricAlarm): boolean {
    const metric = metricOf(alarm);
    const newest = metric === undefined ? undefined : this.#metrics.newest(metric);
    const rangeSeconds = (alarm.definition.EvaluationPeriods + EXTRA_PERIODS + 1) * periodOf(alarm);
    return newest !== undefined && this.#clock.now() <= newest + rangeSeconds * 1000;
  }
}

function periodOf({ definition }: MetricAlarm): number {
  return definition.Period ?? definition.Metrics?.[0]?.MetricStat?.Period ?? 60;
}

/** The metric of an alarm on one metric. */
export function metricOf({ definition }: MetricAlarm): MetricIdentity | undefined {
  if (definition.Namespace !== undefined && definition.MetricName !== undefined)
    return { namespace: definition.Namespace, name: definition.MetricName, dimensions: definition.Dimensions };
  const metric = definition.Metrics?.length === 1 ? definition.Metrics[0]?.MetricStat?.Metric : undefined;
  if (metric?.Namespace === undefined || metric.MetricName === undefined) return undefined;
  return { namespace: metric.Namespace, name: metric.MetricName, dimensions: metric.Dimensions ?? [] };
}
