import * as z from 'zod/mini';
import { namesOf } from './alarm-arn.ts';
import type { AlarmRule } from './alarm-rule.ts';
import type { Stored } from './stored.ts';
import { type EpochMillis, Time } from './time.ts';

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
  /** Of a composite: the alarms that it is made of. */
  readonly rule?: AlarmRule;
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

const Datapoint = z.object({
  /** Begin of its period. */
  at: Time,
  value: z.number(),
  /** The band of an anomaly alarm. */
  lower: z.exactOptional(z.number()),
  upper: z.exactOptional(z.number()),
});
export type Datapoint = Stored<typeof Datapoint>;

/** `reasonData` of a state: JSON that CloudWatch, or whoever called SetAlarmState, wrote; what cannot be read is absent. */
const AlarmGrounds = z.object({
  /** Milliseconds. */
  period: z.exactOptional(z.number()),
  threshold: z.exactOptional(z.number()),
  datapoints: z.exactOptional(z.array(Datapoint)),
  /** The alarms that triggered a composite, each with the state that it had got into. */
  children: z.exactOptional(
    z.array(z.object({ arn: z.string(), at: z.exactOptional(Time), value: z.exactOptional(z.string()) })),
  ),
});
export type AlarmGrounds = Stored<typeof AlarmGrounds>;

/** An alarm's side of an event: what it was before, what it became. */
const AlarmStateInEvent = z.object({
  /** Anything CloudWatch wrote; only exact `ALARM` counts as ALARM. */
  value: z.string(),
  at: z.exactOptional(Time),
  reason: z.exactOptional(z.string()),
  suppressedBy: z.exactOptional(z.string()),
  grounds: z.exactOptional(AlarmGrounds),
});
export type AlarmStateInEvent = Stored<typeof AlarmStateInEvent>;

/** What an alarm event says: an indication to look, never a proof by itself. */
export const AlarmEvent = z.object({
  /** ARN. */
  alarm: z.string(),
  state: AlarmStateInEvent,
  previous: z.exactOptional(AlarmStateInEvent),
  /** Set while a mute rule silences the alarm. */
  mutedBy: z.exactOptional(z.object({ arn: z.string(), until: z.exactOptional(z.string()) })),
});
export type AlarmEvent = Stored<typeof AlarmEvent>;

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

/** How long an alarm may stay on behind the last breaching datapoint: until too few of those that it looks back on breach. Unknown of a composite. */
export function lingerOf({ evaluation }: Pick<ObservedAlarm, 'evaluation'>): number {
  return evaluation === undefined ? 0 : evaluation.period * (evaluation.periods - evaluation.datapointsToAlarm + 1);
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
