import type { Cancel, Clock, EpochMillis } from '../../account/clock.ts';
import type { MetricAlarm, Verdict } from './alarm.ts';
import { type AlarmSeries, seriesOf } from './alarm-series.ts';
import type { Alarms } from './alarms.ts';
import { type MetricIdentity, type Metrics, metricKey } from './metrics.ts';
import type { AlarmSwitches } from './switches.ts';
import { EXTRA_PERIODS, evaluateThreshold } from './threshold.ts';
import { type Datapoint, type ThresholdRule, thresholdRuleOf } from './threshold-rule.ts';

/**
 * Evaluates metric alarms, once a minute (every 10 seconds for shorter periods). An alarm is evaluated only while an
 * evaluation can change it: once when it is made, changed or set, and from new data on until the data has left the
 * evaluation range. So a clock comes to rest.
 */
export class MetricEvaluation {
  readonly #alarms: Alarms;
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #switches: AlarmSwitches;
  readonly #due = new Map<string, Cancel>();

  constructor(deps: {
    readonly alarms: Alarms;
    readonly metrics: Metrics;
    readonly clock: Clock;
    readonly switches: AlarmSwitches;
  }) {
    this.#alarms = deps.alarms;
    this.#metrics = deps.metrics;
    this.#clock = deps.clock;
    this.#switches = deps.switches;
  }

  /** Something changed for the alarm: new data, a new configuration, a state that somebody set. */
  scheduleNext(alarm: MetricAlarm): void {
    if (this.#due.has(alarm.name)) return;
    const tick = tickMillis(seriesOf(alarm)?.periodSeconds);
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
      if (alarm.type !== 'MetricAlarm') continue;
      if (!seriesOf(alarm)?.metrics.some((one) => metricKey(one) === key)) continue;
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
    const series = seriesOf(alarm);
    if (rule === undefined || series === undefined) return undefined;
    return evaluateThreshold(
      rule,
      this.#datapoints(rule, series),
      alarm.state.value,
      this.#clock.now(),
      this.#switches,
    );
  }

  /**
   * The periods of the evaluation range, oldest first. They end at the last full minute, not at a multiple of the period:
   * an alarm of five minutes asked at 17:07:38 is about the time from 17:02 (real reason data).
   */
  #datapoints({ evaluationPeriods }: ThresholdRule, series: AlarmSeries): Datapoint[] {
    const period = series.periodSeconds * 1000;
    const step = this.#switches.periodsEndAt === 'fullMinute' ? tickMillis(series.periodSeconds) : period;
    const end = Math.floor(this.#clock.now() / step) * step;
    const count = evaluationPeriods + EXTRA_PERIODS;
    return Array.from({ length: count }, (_, index) => {
      const time: EpochMillis = end - (count - index) * period;
      return { time, ...series.at(this.#metrics, time, time + period) };
    });
  }

  #dataInRange(alarm: MetricAlarm): boolean {
    const series = seriesOf(alarm);
    if (series === undefined) return false;
    const times = series.metrics.flatMap((metric) => this.#metrics.newest(metric) ?? []);
    const rangeSeconds = (alarm.definition.EvaluationPeriods + EXTRA_PERIODS + 1) * series.periodSeconds;
    return times.some((newest) => this.#clock.now() <= newest + rangeSeconds * 1000);
  }
}

/** Alarms of less than a minute are evaluated every 10 seconds (CW:AlarmThatSendsEmail). */
function tickMillis(periodSeconds = 60): number {
  return (periodSeconds < 60 ? 10 : 60) * 1000;
}
