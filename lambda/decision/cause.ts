import type { AlarmEvent, AlarmStateInEvent } from './alarm.ts';
import type { ExecutionId } from './execution.ts';
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
