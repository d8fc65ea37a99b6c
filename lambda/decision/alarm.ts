import type { EpochMillis } from './time.ts';

export type AlarmValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm as DescribeAlarms tells it. */
export interface ObservedAlarm {
  readonly name: string;
  readonly value: AlarmValue;
  /** When it went into this state (StateTransitionedTimestamp). */
  readonly since: EpochMillis;
  readonly actionsEnabled: boolean;
  /** `WaitPeriod`, `ExtensionPeriod` or `Alarm` while a composite's actions are suppressed. */
  readonly suppressedBy?: string;
}

/** An alarm's side of an event: what it was before, what it became. */
export interface AlarmStateInEvent {
  /** Anything CloudWatch wrote; only exact `ALARM` counts as ALARM. */
  readonly value: string;
  readonly at?: EpochMillis;
  readonly reason?: string;
  readonly suppressedBy?: string;
}

/** What an alarm event says: an indication to look, never a proof by itself. */
export interface AlarmEvent {
  readonly alarmName: string;
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

/**
 * The state an alarm had at `time`, from its transitions in any order; `unknown` where they do not tell, or where the one
 * before and the one after contradict each other: a transition in between is missing then.
 */
export function valueAt(transitions: readonly AlarmTransition[], time: EpochMillis): AlarmValue | 'unknown' {
  const ordered = transitions.toSorted((a, b) => a.at - b.at);
  const before = ordered.findLast((transition) => transition.at <= time);
  const after = ordered.find((transition) => transition.at > time);
  const known = [...new Set([before?.to, after?.from].filter((value) => value !== undefined))];
  return (known.length === 1 ? known[0] : undefined) ?? 'unknown';
}

/** `"shop-5xx", "shop-latency"` */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** The states of a guard's alarms taken together, for "is it healthy?": unknown is neither good nor bad. */
export function healthOf(
  names: readonly string[],
  alarms: readonly ObservedAlarm[],
): {
  readonly health: 'ok' | 'alarm' | 'unknown';
  readonly inAlarm: readonly string[];
  readonly unknown: readonly string[];
} {
  const currently = (name: string) => alarms.find((alarm) => alarm.name === name)?.value;
  const inAlarm = names.filter((name) => currently(name) === 'ALARM');
  const unknown = names.filter((name) => currently(name) !== 'ALARM' && currently(name) !== 'OK');
  const health = inAlarm.length > 0 ? 'alarm' : unknown.length > 0 ? 'unknown' : 'ok';
  return { health, inAlarm, unknown };
}
