import * as z from 'zod/mini';
import { AlarmEvent, type AlarmStateInEvent } from './alarm.ts';
import { cut } from './cut.ts';
import type { Stored } from './stored.ts';
import { type EpochMillis, Time } from './time.ts';

export const AlarmCause = z.object({
  kind: z.literal('alarm'),
  /** Identifies the event across redeliveries; keys its decision record. */
  id: z.string(),
  at: Time,
  event: AlarmEvent,
  /** The events of the same alarm that this one stands for, where it is more than one: the times of the first and of the last. */
  merged: z.exactOptional(z.object({ count: z.number(), from: Time, lastAt: Time, lastId: z.string() })),
  /** It was put off (muted, vetoed) and is looked at again: its event has been decided. */
  again: z.exactOptional(z.literal(true)),
  /** Set where the alarm outlasted a rollback: its incident, and when the first suspect of that began. */
  outlasted: z.exactOptional(z.object({ incident: z.string(), rollback: z.string(), since: Time })),
});
export type AlarmCause = Stored<typeof AlarmCause>;

const CommandCause = z.object({
  kind: z.literal('command'),
  id: z.string(),
  at: Time,
  by: z.string(),
  reason: z.exactOptional(z.string()),
  /** The target that the person named, or the suspect of the rollback that is undone. */
  target: z.exactOptional(z.string()),
  /** Takes the last rollback of the stage back. */
  undo: z.exactOptional(z.literal(true)),
  acrossBarrier: z.exactOptional(z.literal(true)),
  /** The last good release is to run through the whole pipeline again. */
  redeploy: z.exactOptional(z.literal(true)),
});
export type CommandCause = Stored<typeof CommandCause>;

/** A rollback by somebody else (a person, or the pipeline's own onFailure) that the controller follows. */
const ObservedCause = z.object({ kind: z.literal('observed'), id: z.string(), at: Time, by: z.string() });
export type ObservedCause = Stored<typeof ObservedCause>;

/** A cause that a decision is made about; the other kind only reports what others did. */
export const DecidableCause = z.discriminatedUnion('kind', [AlarmCause, CommandCause]);
export type DecidableCause = Stored<typeof DecidableCause>;

/** What an incident was opened for. */
export const Cause = z.discriminatedUnion('kind', [AlarmCause, CommandCause, ObservedCause]);
export type Cause = Stored<typeof Cause>;

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
  return { ...state, ...(reason !== undefined && { reason: cut(reason, LONGEST_REASON) }) };
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
