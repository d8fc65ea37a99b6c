import { nameOf } from './alarm-arn.ts';
import type { Cause, DecidableCause } from './cause.ts';
import { cut } from './cut.ts';
import type { Entry, EntryCode } from './entry.ts';
import { hold } from './hold.ts';
import type { Claimed, Incident, RollingBack, Verifying, Waiting, WaitsFor } from './incident.ts';
import { describePlan, type Wait } from './plan.ts';
import type { Hold } from './reason.ts';
import { trimmed } from './remembered.ts';
import type { EpochMillis } from './time.ts';

/** Longest text of a sentence that waits in the state to be told. */
const LONGEST = 2_000;

export function entryOfHold(cause: Cause, { code: reason, sentence, announce }: Hold, at: EpochMillis): Entry {
  return entryOf(cause, { id: cause.id, at, code: 'hold', reason, sentence, announce });
}

/** An alarm that an open incident answers with its own decision. */
export function entryOfCovered(cause: Cause, incident: Incident, at: EpochMillis): Entry {
  return { ...entryOfHold(cause, hold.incidentOpen(incident), at), incident: incident.id };
}

/** Whether the stage was frozen for it is said as it is when people are told. */
export function entryOfWait(
  cause: DecidableCause,
  incident: string,
  wait: Pick<Wait, 'sentence' | 'suspect' | 'waitsFor' | 'reason'>,
  at: EpochMillis,
): Entry {
  const { sentence, suspect, waitsFor } = wait;
  const reason = wait.reason ?? ofOthers(waitsFor);
  const of = { incident, suspect: trimmed(suspect), frozen: false, ...(reason !== undefined && { reason }) };
  return entryOf(cause, { id: `${cause.id}/wait`, at, code: 'wait', sentence, ...of });
}

/** Nothing deploys here while it waits for that. */
function ofOthers(waitsFor: WaitsFor): WaitsFor | undefined {
  return waitsFor === 'rollback' || waitsFor === 'other-stage' ? waitsFor : undefined;
}

export function entryOfRollback(incident: RollingBack, at: EpochMillis): Entry {
  const { cause, plan } = incident;
  const ofPlan = cause.kind === 'observed' ? 'rollback-by-others' : 'rollback';
  const code = plan.redeployment === undefined ? ofPlan : 'redeploy';
  return entryOf(cause, { id: cause.id, at, code, sentence: describePlan(plan), ...ofRollback(incident) });
}

/** An incident ended before any rollback was accepted for it. */
export function entryOfEnd({ id: incident, causes }: Waiting | Claimed, sentence: string, at: EpochMillis): Entry {
  const [first] = causes;
  if (first === undefined) throw new Error('no incident is without a cause');
  return withoutEvents(
    entryOf(first, { id: `${incident}/not-rolled-back`, at, code: 'not-rolled-back', sentence, incident }),
  );
}

/** Something that happened to an incident that is under way; `about` tells things of one code apart. */
export function entryOfIncident(
  incident: RollingBack | Verifying,
  code: EntryCode,
  sentence: string,
  at: EpochMillis,
  about?: string,
): Entry {
  const id = `${incident.id}/${code}${about === undefined ? '' : `/${about}`}`;
  return withoutEvents(entryOf(incident.cause, { id, at, code, sentence, ...ofRollback(incident) }));
}

/** Alarms that an incident was taken to answer, and that it does not. */
export function entryOfOvertakenAlarm(
  { id: incident, cause }: RollingBack | Verifying,
  decision: Hold,
  at: EpochMillis,
): Entry {
  return withoutEvents({ ...entryOfHold(cause, decision, at), id: `${incident}/${decision.code}`, incident });
}

function ofRollback({ id: incident, cause, plan, rollbackExecutionId }: RollingBack | Verifying): Partial<Entry> {
  const { suspect, target, redeployment } = plan;
  return {
    incident,
    suspect: trimmed(suspect),
    target: trimmed(target),
    rollbackExecutionId,
    ...(redeployment !== undefined && { redeployment: true }),
    ...(cause.kind === 'command' && cause.undo && { undo: true }),
  };
}

function withoutEvents({ events: _, ...entry }: Entry): Entry {
  return entry;
}

type Said = Pick<Entry, 'id' | 'at' | 'code' | 'sentence'> & Partial<Entry>;

/** An entry about a cause, that people are told of unless it says otherwise. */
function entryOf(cause: Cause, said: Said): Entry {
  return { announce: true, ...ofCause(cause), ...said, sentence: cut(said.sentence, LONGEST) };
}

type OfCause = Pick<Entry, 'causedAt' | 'cause' | 'alarm' | 'alarmReason' | 'events'>;

function ofCause(cause: Cause): OfCause {
  if (cause.kind !== 'alarm') return { causedAt: cause.at, cause: cause.by };
  const { event, merged } = cause;
  const { alarm, state } = event;
  return {
    causedAt: cause.at,
    cause: `alarm "${nameOf(alarm)}"`,
    alarm,
    ...(state.reason !== undefined && { alarmReason: state.reason }),
    ...(merged && { events: { count: merged.count, from: merged.from, lastAt: merged.lastAt } }),
  };
}
