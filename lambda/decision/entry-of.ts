import { nameOf } from './alarm-arn.ts';
import type { Cause, DecidableCause } from './cause.ts';
import type { Entry, EntryCode } from './entry.ts';
import type { Claimed, RollbackPlan, RollingBack, Verifying, Waiting } from './incident.ts';
import { describePlan, type Wait } from './plan.ts';
import type { Hold } from './reason.ts';
import { trimmed } from './remembered.ts';
import type { EpochMillis } from './time.ts';

/** Longest text of a sentence that waits in the state to be told. */
const LONGEST = 2_000;

export function entryOfHold(cause: Cause, decision: Hold, at: EpochMillis): Entry {
  return {
    ...ofCause(cause),
    id: cause.id,
    at,
    code: 'hold',
    reason: decision.code,
    sentence: decision.sentence.slice(0, LONGEST),
    announce: decision.announce,
  };
}

export function entryOfWait(cause: DecidableCause, incident: string, wait: Wait, at: EpochMillis): Entry {
  return {
    ...ofCause(cause),
    id: `${cause.id}/wait`,
    at,
    code: 'wait',
    sentence: wait.sentence.slice(0, LONGEST),
    announce: true,
    incident,
    suspect: trimmed(wait.suspect),
  };
}

export function entryOfRollback({ id, cause, plan, rollbackExecutionId }: RollingBack, at: EpochMillis): Entry {
  return {
    ...ofCause(cause),
    id: cause.id,
    at,
    code: codeOf(cause, plan),
    sentence: describePlan(plan).slice(0, LONGEST),
    announce: true,
    incident: id,
    suspect: trimmed(plan.suspect),
    target: trimmed(plan.target),
    rollbackExecutionId,
    ...redeploys(plan),
  };
}

function codeOf({ kind }: Cause, { redeployment }: RollbackPlan): EntryCode {
  if (redeployment !== undefined) return 'redeploy';
  return kind === 'observed' ? 'rollback-by-others' : 'rollback';
}

function redeploys({ redeployment }: RollbackPlan): Pick<Entry, 'redeployment'> {
  return redeployment === undefined ? {} : { redeployment: true };
}

/** An incident ended before any rollback was accepted for it. */
export function entryOfEnd(incident: Waiting | Claimed, sentence: string, at: EpochMillis): Entry {
  const [first] = incident.causes;
  if (first === undefined) throw new Error('no incident is without a cause');
  const { events: _, ...of } = ofCause(first);
  return {
    ...of,
    id: `${incident.id}/not-rolled-back`,
    at,
    code: 'not-rolled-back',
    sentence: sentence.slice(0, LONGEST),
    announce: true,
    incident: incident.id,
  };
}

/** Something that happened to an incident that is under way; `about` tells things of one code apart. */
export function entryOfIncident(
  incident: RollingBack | Verifying,
  code: EntryCode,
  sentence: string,
  at: EpochMillis,
  about?: string,
): Entry {
  const { plan, cause } = incident;
  const { events: _, ...of } = ofCause(cause);
  return {
    ...of,
    id: `${incident.id}/${code}${about === undefined ? '' : `/${about}`}`,
    at,
    code,
    sentence: sentence.slice(0, LONGEST),
    announce: true,
    incident: incident.id,
    suspect: trimmed(plan.suspect),
    target: trimmed(plan.target),
    rollbackExecutionId: incident.rollbackExecutionId,
    ...redeploys(plan),
  };
}

/** Alarms that an incident was taken to answer, and that it does not. */
export function entryOfOvertakenAlarm(incident: RollingBack | Verifying, decision: Hold, at: EpochMillis): Entry {
  const { code: reason, sentence, announce } = decision;
  const { events: _, ...of } = ofCause(incident.cause);
  return { ...of, id: `${incident.id}/${reason}`, at, code: 'hold', reason, sentence, announce, incident: incident.id };
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
