import type { Verdict } from '../../services/cloudwatch/alarm.ts';
import type { StateValue } from '../../services/cloudwatch/state-value.ts';
import { EXTRA_PERIODS, evaluatedValue, evaluateThreshold } from '../../services/cloudwatch/threshold.ts';
import type { Datapoint, ThresholdRule } from '../../services/cloudwatch/threshold-rule.ts';
import type { Clock, EpochMillis } from '../clock.ts';
import type { MetricCourse } from './metric-course.ts';

export interface AlarmOnCourseOptions {
  readonly clock: Clock;
  readonly rule: ThresholdRule;
  readonly course: MetricCourse;
  /** How long after the end of a minute its data is there and the alarm is evaluated, in milliseconds. */
  readonly delayMillis: number;
  readonly state: () => StateValue;
  /** Takes a verdict that changes the state. */
  readonly evaluated: (verdict: Verdict) => void;
}

/** Alarms of one metric may have windows of different length; EvaluationPeriods times Period is a day at most (API:PutMetricAlarm). */
const LONGEST_WINDOW = 2 * 24 * 3_600_000;

/**
 * A metric alarm that follows the true course of its metric. It is evaluated every minute, about periods that end with that
 * minute, while the evaluated window can look different: after a change of the metric until the change has left the window. In
 * between, the window looks the same and so does the alarm, so two quiet weeks cost nothing.
 */
export class AlarmOnCourse {
  readonly #options: AlarmOnCourseOptions;
  readonly #periodMillis: number;
  /** Between two evaluations: a minute, 10 seconds for shorter periods (CW:AlarmThatSendsEmail). */
  readonly #tickMillis: number;
  /** Of the evaluated window, with the period that is not over. */
  readonly #windowMillis: number;
  /** Periods, oldest first, up to {@link #end}. */
  #datapoints: Datapoint[] = [];
  #end = 0;
  #restlessUntil = 0;
  #scheduled = false;

  constructor(options: AlarmOnCourseOptions) {
    const { periodSeconds, evaluationPeriods } = options.rule;
    this.#options = options;
    this.#periodMillis = periodSeconds * 1000;
    this.#tickMillis = periodSeconds < 60 ? 10_000 : 60_000;
    this.#windowMillis = (evaluationPeriods + EXTRA_PERIODS + 1) * this.#periodMillis;
  }

  /** The metric changes now. */
  changed(): void {
    const now = this.#options.clock.now();
    this.#restlessUntil = now + this.#windowMillis;
    if (!this.#scheduled) this.#schedule(now);
  }

  #schedule(now: EpochMillis): void {
    const { clock, delayMillis } = this.#options;
    const end = (Math.floor((now - delayMillis) / this.#tickMillis) + 1) * this.#tickMillis;
    this.#scheduled = true;
    clock.at(end + delayMillis, () => this.#evaluate(end));
  }

  #evaluate(end: EpochMillis): void {
    const { clock, rule, state, evaluated } = this.#options;
    const datapoints = this.#upTo(end);
    const current = state();
    const value = evaluatedValue(rule, datapoints);
    const changes = value !== undefined && value !== current;
    const verdict = changes ? evaluateThreshold(rule, datapoints, current, clock.now()) : undefined;
    if (verdict !== undefined) evaluated(verdict);
    this.#scheduled = false;
    if (end < this.#restlessUntil) this.#schedule(clock.now());
    else this.#options.course.forget(end - LONGEST_WINDOW);
  }

  /** One datapoint comes and one goes while the alarm is evaluated period by period; after a rest all are made anew. */
  #upTo(end: EpochMillis): readonly Datapoint[] {
    const { rule } = this.#options;
    const count = rule.evaluationPeriods + EXTRA_PERIODS;
    const follows = end === this.#end + this.#periodMillis && this.#periodMillis === this.#tickMillis;
    if (follows) this.#datapoints.shift();
    else this.#datapoints = [];
    for (let left = count - this.#datapoints.length; left > 0; left--) {
      this.#datapoints.push(this.#datapoint(end - left * this.#periodMillis));
    }
    this.#end = end;
    return this.#datapoints;
  }

  #datapoint(time: EpochMillis): Datapoint {
    const value = this.#options.course.average(time, time + this.#periodMillis);
    return value === undefined ? { time } : { time, value };
  }
}
