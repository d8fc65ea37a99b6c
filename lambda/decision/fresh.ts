import { FactWanted, readAll } from './asking.ts';
import { type AlarmCause, lastOf, withoutFirst } from './cause.ts';
import type { Facts, Want } from './facts.ts';
import { joined } from './joined.ts';
import type { StageState } from './state.ts';
import { SKEW } from './times.ts';

/** The causes that were not decided before, one for each alarm: an event is decided once, however often it is delivered. */
export function freshCauses(state: StageState, facts: Facts, causes: readonly AlarmCause[]): readonly AlarmCause[] {
  const unread = causes.filter((cause) => !isKnown(state, cause) && isLookedUp(state, cause, causes));
  readAll(facts, recordsOf(unread));
  const fresh = causes.flatMap((cause) => freshPart(state, facts, cause, causes));
  return joined([], fresh, fresh.length).causes.filter((cause) => cause.kind === 'alarm');
}

/** A cause that stands for several events may begin with one that was delivered, and decided, before. */
function freshPart(
  state: StageState,
  facts: Facts,
  cause: AlarmCause,
  came: readonly AlarmCause[],
): readonly AlarmCause[] {
  if (!isKnown(state, cause) && !isDecided(state, facts, cause, came)) return [beforeDecided(state, cause)];
  const rest = withoutFirst(cause);
  return rest === undefined ? [] : freshPart(state, facts, rest, came);
}

/** An older event that came late beside one that was decided before stands for itself alone. */
function beforeDecided({ decided }: StageState, cause: AlarmCause): AlarmCause {
  const last = decided.find(({ alarm }) => alarm === cause.event.alarm);
  if (cause.merged === undefined || last === undefined || last.to < cause.merged.lastAt) return cause;
  const { merged: _, ...alone } = cause;
  return alone;
}

/** It waits to be decided, or its decision waits to be written down. */
function isKnown({ incident, promised, rollbacks, postponed }: StageState, { id, event, at }: AlarmCause): boolean {
  if (promised.some((entry) => entry.id === id) || rollbacks.some(({ causeId }) => causeId === id)) return true;
  if (postponed.some(({ cause, why }) => cause.id === id && why === 'unread')) return true;
  if (incident?.phase !== 'waiting' && incident?.phase !== 'claimed') return false;
  return incident.causes.some((cause) => {
    if (cause.kind !== 'alarm' || cause.event.alarm !== event.alarm || cause.again) return cause.id === id;
    return cause.at <= at && at <= lastOf(cause);
  });
}

/**
 * Whether only its record can tell that the event was decided. One that came with others of its alarm is looked up whatever is remembered: they
 * are decided as one, in a record by the name of the first.
 */
export function isLookedUp(
  { decided, covered, decidedSince }: StageState,
  { id, at, event }: AlarmCause,
  came: readonly AlarmCause[],
): boolean {
  const last = decided.find(({ alarm }) => alarm === event.alarm);
  const mayBeCovered = covered !== undefined && at >= covered.from - SKEW && at <= covered.to + SKEW;
  if (last !== undefined && at >= last.from && at <= last.to) return false;
  const since = last?.to ?? (decidedSince === undefined ? Number.POSITIVE_INFINITY : decidedSince + SKEW);
  const isShared = came.some((other) => other.event.alarm === event.alarm && other.id !== id);
  return at <= since || mayBeCovered || isShared;
}

/** The records that tell whether these events were decided. */
export function recordsOf(causes: readonly AlarmCause[]): readonly Want[] {
  return causes.map(({ id, at }) => ({ fact: 'recorded', entry: id, causedAt: at }));
}

function isDecided(state: StageState, facts: Facts, cause: AlarmCause, came: readonly AlarmCause[]): boolean {
  const { id, at, event } = cause;
  if (!isLookedUp(state, cause, came)) {
    return state.decided.some(({ alarm, from, to }) => alarm === event.alarm && at >= from && at <= to);
  }
  const recorded = facts.recorded[id];
  if (recorded === undefined) throw new FactWanted(recordsOf([cause]));
  return recorded;
}
