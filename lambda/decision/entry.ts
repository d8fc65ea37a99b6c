import { nameOf } from './alarm-arn.ts';
import type { Cause, DecidableCause } from './cause.ts';
import type { Execution, ExecutionId } from './execution.ts';
import { isInForce } from './freeze.ts';
import type { Claimed, RollbackPlan, RollingBack, Verifying, Waiting } from './incident.ts';
import { describePlan, type Wait } from './plan.ts';
import type { Hold } from './reason.ts';
import { trimmed } from './remembered.ts';
import type { StageState } from './state.ts';
import { clock, type EpochMillis } from './time.ts';

/**
 * A decision record: one thing that was decided or that happened to an incident. Appended to the history of the stage
 * exactly once per `id`, and announced to people where `announce` says so.
 */
export interface Entry {
  /** Unique within the stage and the same for every redelivery of its trigger. */
  readonly id: string;
  /** Time of what caused it; with `id` its key, so it must not depend on when it is processed. */
  readonly causedAt: EpochMillis;
  readonly at: EpochMillis;
  readonly code: EntryCode;
  /** The reason from the catalogue, where `code` is `hold`. */
  readonly reason?: string;
  /** For people, with the numbers. */
  readonly sentence: string;
  readonly announce: boolean;
  readonly incident?: string;
  /** `alarm "shop-5xx"`, `alice` or the name of a rollback by others. */
  readonly cause: string;
  /** ARN of the alarm, where one was the cause; its name in records of before. */
  readonly alarm?: string;
  /** The alarm's own reason text. */
  readonly alarmReason?: string;
  readonly suspect?: Execution;
  readonly target?: Execution;
  readonly rollbackExecutionId?: ExecutionId;
  /** Whether our freeze of the stage was in force then; absent where the freeze was not looked at. */
  readonly frozen?: boolean;
  /** The release was run through the whole pipeline again, not rolled back to. */
  readonly redeployment?: true;
  /** Events of the alarm that this decision is about, where it is more than one; the last of them. */
  readonly events?: { readonly count: number; readonly from: EpochMillis; readonly lastAt: EpochMillis };
}

/** What happened. The first three are decisions, the rest is the further life of an incident. */
export type EntryCode =
  | 'rollback'
  | 'redeploy'
  | 'wait'
  | 'hold'
  | 'not-rolled-back'
  | 'rollback-by-others'
  | 'rollback-failed'
  | 'rollback-stuck'
  | 'rollback-kept-out'
  | 'superseded'
  | 'recovered'
  | 'not-recovered'
  | 'unverified'
  | 'held-back'
  | 'went-on'
  | 're-armed'
  | 'health-unknown'
  | 'freeze-failed'
  | 'thaw-failed'
  | 'released'
  | 'paused'
  | 'resumed'
  | 'planned'
  | 'aborted'
  | 'forgiven'
  | 'test-message'
  | 'redriven'
  | 'command-refused'
  | 'readiness-lost'
  | 'readiness-regained';

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

/** The entry with whether our freeze is in force. */
export function withFreezeOf({ freeze }: StageState, entry: Entry): Entry {
  return { ...entry, frozen: isInForce(freeze) && freeze?.condition !== 'lifting' };
}

/** `20260110-092958-6f0c`: time of the cause and begin of the suspect; fits the pattern of a disabled reason. */
export function incidentId(cause: Cause, suspect: ExecutionId): string {
  const time = clock(cause.at).slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace(' ', '-');
  return `${time}-${suspect.slice(0, 4)}`;
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
