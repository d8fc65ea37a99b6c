import { namesOf } from './alarm-arn.ts';
import type { EpochMillis } from './time.ts';

export type AlarmValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm as DescribeAlarms tells it. */
export interface ObservedAlarm {
  readonly arn: string;
  readonly value: AlarmValue;
  /** When it went into this state (StateTransitionedTimestamp). */
  readonly since: EpochMillis;
  readonly actionsEnabled: boolean;
  /** `WaitPeriod`, `ExtensionPeriod` or `Alarm` while a composite's actions are suppressed. */
  readonly suppressedBy?: string;
  /** When it was made, or last changed (AlarmConfigurationUpdatedTimestamp). */
  readonly configuredAt?: EpochMillis;
  readonly evaluation?: Evaluation;
  /** What its state was decided on (StateReasonData). */
  readonly grounds?: AlarmGrounds;
}

/** How a metric alarm evaluates its datapoints (API:MetricAlarm). */
export interface Evaluation {
  /** Milliseconds. */
  readonly period: number;
  readonly periods: number;
  /** M of N. */
  readonly datapointsToAlarm: number;
  readonly comparison?: string;
  readonly threshold?: number;
  readonly missingData?: string;
}

/** `reasonData` of a state: JSON that CloudWatch, or whoever called SetAlarmState, wrote; what cannot be read is absent. */
export interface AlarmGrounds {
  /** Milliseconds. */
  readonly period?: number;
  readonly threshold?: number;
  readonly datapoints?: readonly Datapoint[];
  /** The alarms that triggered a composite. */
  readonly children?: readonly { readonly arn: string; readonly at?: EpochMillis }[];
}

export interface Datapoint {
  /** Begin of its period. */
  readonly at: EpochMillis;
  readonly value: number;
  /** The band of an anomaly alarm. */
  readonly lower?: number;
  readonly upper?: number;
}

/** An alarm's side of an event: what it was before, what it became. */
export interface AlarmStateInEvent {
  /** Anything CloudWatch wrote; only exact `ALARM` counts as ALARM. */
  readonly value: string;
  readonly at?: EpochMillis;
  readonly reason?: string;
  readonly suppressedBy?: string;
  readonly grounds?: AlarmGrounds;
}

/** What an alarm event says: an indication to look, never a proof by itself. */
export interface AlarmEvent {
  /** ARN. */
  readonly alarm: string;
  readonly state: AlarmStateInEvent;
  readonly previous?: AlarmStateInEvent;
  /** Set while a mute rule silences the alarm. */
  readonly mutedBy?: { readonly arn: string; readonly until?: string };
}

/** A change of an alarm's state, from DescribeAlarmHistory. */
export interface AlarmTransition {
  readonly at: EpochMillis;
  readonly from?: AlarmValue;
  readonly to?: AlarmValue;
}

/** The alarms for people: `"shop-5xx", "shop-latency"`. */
export function quoted(arns: readonly string[]): string {
  return namesOf(arns)
    .map((name) => `"${name}"`)
    .join(', ');
}

/** How long an alarm looks back: none is known of a composite. */
export function windowOf({ evaluation }: Pick<ObservedAlarm, 'evaluation'>): number {
  return evaluation === undefined ? 0 : evaluation.period * evaluation.periods;
}

/** The states of a guard's alarms taken together, for "is it healthy?": unknown is neither good nor bad. */
export function healthOf(
  arns: readonly string[],
  alarms: readonly ObservedAlarm[],
): {
  readonly health: 'ok' | 'alarm' | 'unknown';
  readonly inAlarm: readonly string[];
  readonly unknown: readonly string[];
} {
  const currently = (arn: string) => alarms.find((alarm) => alarm.arn === arn)?.value;
  const inAlarm = arns.filter((arn) => currently(arn) === 'ALARM');
  const unknown = arns.filter((arn) => currently(arn) !== 'ALARM' && currently(arn) !== 'OK');
  const health = inAlarm.length > 0 ? 'alarm' : unknown.length > 0 ? 'unknown' : 'ok';
  return { health, inAlarm, unknown };
}
