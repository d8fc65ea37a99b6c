import type { AlarmEvent, AlarmStateInEvent } from './alarm.ts';
import type { ExecutionId } from './execution.ts';
import { refuseEvent } from './observed-alarm.ts';
import type { EpochMillis } from './time.ts';

/** What an incident was opened for. */
export type Cause = DecidableCause | ObservedCause;

/** A cause that a decision is made about; the other kind only reports what others did. */
export type DecidableCause = AlarmCause | CommandCause;

export interface AlarmCause {
  readonly kind: 'alarm';
  /** Identifies the event across redeliveries; keys its decision record. */
  readonly id: string;
  readonly at: EpochMillis;
  readonly event: AlarmEvent;
  /** The events of the same alarm that this one stands for, where it is more than one. */
  readonly merged?: MergedEvents;
  /** It was put off (muted, vetoed) and is looked at again: its event has been decided. */
  readonly again?: true;
  /** Set where the alarm outlasted a rollback: its incident, and when the first suspect of that began. */
  readonly outlasted?: { readonly incident: string; readonly rollback: ExecutionId; readonly since: EpochMillis };
}

export interface MergedEvents {
  readonly count: number;
  /** Times of the first and of the last. */
  readonly from: EpochMillis;
  readonly lastAt: EpochMillis;
  readonly lastId: string;
}

export interface CommandCause {
  readonly kind: 'command';
  readonly id: string;
  readonly at: EpochMillis;
  readonly by: string;
  readonly reason?: string;
  /** The target that the person named, or the suspect of the rollback that is undone. */
  readonly target?: ExecutionId;
  /** Takes the last rollback of the stage back. */
  readonly undo?: true;
  readonly acrossBarrier?: true;
  /** The last good release is to run through the whole pipeline again. */
  readonly redeploy?: true;
}

/** A rollback by somebody else (a person, or the pipeline's own onFailure) that the controller follows. */
export interface ObservedCause {
  readonly kind: 'observed';
  readonly id: string;
  readonly at: EpochMillis;
  readonly by: string;
}

/** The alarms that a decision about these causes looks at. */
export function alarmsOf(causes: readonly Cause[]): readonly string[] {
  return [...new Set(causes.flatMap((cause) => (cause.kind === 'alarm' ? [cause.event.alarm] : [])))];
}

/** Further alarms than this are covered by the incident that waits, without being kept. */
export const MOST_CAUSES = 10;
/** Longest text of an alarm's reason that is kept with an incident. */
const LONGEST_REASON = 200;

/** The cause as far as it is kept: without what is read again anyway. */
export function kept<C extends DecidableCause>(cause: C): C {
  if (cause.kind !== 'alarm') return cause;
  const { state, previous } = cause.event;
  const event: AlarmEvent = { ...cause.event, state: plain(state), ...(previous && { previous: plain(previous) }) };
  return { ...cause, event };
}

function plain({ grounds: _, reason, ...state }: AlarmStateInEvent): AlarmStateInEvent {
  return { ...state, ...(reason !== undefined && { reason: reason.slice(0, LONGEST_REASON) }) };
}

/** The causes with others: each once, and one for each alarm. Answers what there is no room for. */
export function joined(
  causes: readonly DecidableCause[],
  others: readonly DecidableCause[],
  most = MOST_CAUSES,
): { readonly causes: readonly DecidableCause[]; readonly surplus: readonly DecidableCause[] } {
  const all = [...causes];
  const surplus: DecidableCause[] = [];
  for (const other of others) {
    const index = all.findIndex((cause) => isSameAlarm(cause, other));
    const earlier = all[index];
    if (earlier !== undefined) all[index] = merge(earlier, other);
    else if (all.length < most) all.push(other);
    else surplus.push(other);
  }
  return { causes: all, surplus };
}

function isSameAlarm(one: DecidableCause, other: DecidableCause): boolean {
  if (one.kind !== 'alarm' || other.kind !== 'alarm') return one.id === other.id;
  const isOfOneRollback = one.outlasted?.rollback === other.outlasted?.rollback;
  return one.event.alarm === other.event.alarm && one.again === other.again && isOfOneRollback;
}

/** The earlier one stands for both; it is decided by the word of the later, unless that asks for nothing. */
function merge(one: DecidableCause, other: DecidableCause): DecidableCause {
  if (one.kind !== 'alarm' || other.kind !== 'alarm' || one.id === other.id) return one;
  const [first, last] = one.at <= other.at ? [one, other] : [other, one];
  const ends = [first, last].map(({ id, at, merged }) => ({ id: merged?.lastId ?? id, at: merged?.lastAt ?? at }));
  const end = ends.reduce((latest, next) => (next.at > latest.at ? next : latest));
  const count = (one.merged?.count ?? 1) + (other.merged?.count ?? 1);
  // One that stands for several may begin first and end last.
  const [older, newest] = lastOf(one) <= lastOf(other) ? [one, other] : [other, one];
  const isUseless = refuseEvent(newest) !== undefined && refuseEvent(older) === undefined;
  const { event } = isUseless ? older : newest;
  return { ...first, event, merged: { count, from: first.merged?.from ?? first.at, lastAt: end.at, lastId: end.id } };
}

/** What is left of a cause once its first event turns out to have been decided before. */
export function withoutFirst({ merged, ...cause }: AlarmCause): AlarmCause | undefined {
  if (merged === undefined) return undefined;
  const { lastId: id, lastAt: at, count } = merged;
  return { ...cause, id, at, ...(count > 2 && { merged: { ...merged, count: count - 1, from: cause.at + 1 } }) };
}

/** When the last event of a cause was. */
export function lastOf({ at, merged }: AlarmCause): EpochMillis {
  return merged?.lastAt ?? at;
}
