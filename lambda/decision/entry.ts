import type { Cause } from './cause.ts';
import type { Execution, ExecutionId } from './execution.ts';
import { isInForce, isOurFreeze } from './freeze.ts';
import type { Hold } from './hold.ts';
import {
  type Claimed,
  causesOf,
  type Incident,
  type RollbackPlan,
  type RollingBack,
  type Verifying,
  type Waiting,
} from './incident.ts';
import { type Read, stageIn } from './observation.ts';
import type { Wait } from './plan.ts';
import { describePlan } from './plan.ts';
import type { StageMemory } from './record.ts';
import type { ObservedStage } from './stage.ts';
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
  /** Name of the alarm, where one was the cause. */
  readonly alarm?: string;
  /** The alarm's own reason text. */
  readonly alarmReason?: string;
  readonly suspect?: Execution;
  readonly target?: Execution;
  readonly rollbackExecutionId?: ExecutionId;
  /** Whether our freeze of the stage was in force then; absent where the freeze was not looked at. */
  readonly frozen?: boolean;
}

/** What happened. The first three are decisions, the rest is the further life of an incident. */
export type EntryCode =
  | 'rollback'
  | 'wait'
  | 'hold'
  | 'not-rolled-back'
  | 'rollback-by-others'
  | 'rollback-failed'
  | 'rollback-stuck'
  | 'superseded'
  | 'recovered'
  | 'not-recovered'
  | 'unverified'
  | 're-armed'
  | 'freeze-failed'
  | 'released'
  | 'paused'
  | 'resumed'
  | 'planned'
  | 'aborted'
  | 'forgiven'
  | 'command-refused'
  | 'readiness-lost'
  | 'readiness-regained';

export function entryOfHold(cause: Cause, decision: Hold, at: EpochMillis): Entry {
  return {
    ...ofCause(cause),
    id: cause.id,
    at,
    code: 'hold',
    reason: decision.code,
    sentence: decision.sentence,
    announce: decision.announce,
  };
}

export function entryOfWait(cause: Cause, wait: Wait, at: EpochMillis): Entry {
  return {
    ...ofCause(cause),
    id: `${cause.id}/wait`,
    at,
    code: 'wait',
    sentence: wait.sentence,
    announce: true,
    suspect: wait.deployment.suspect,
  };
}

export function entryOfRollback(
  incident: { readonly id: string; readonly cause: Cause; readonly plan: RollbackPlan },
  rollbackExecutionId: ExecutionId,
  at: EpochMillis,
): Entry {
  return {
    ...ofCause(incident.cause),
    id: incident.cause.id,
    at,
    code: incident.cause.kind === 'observed' ? 'rollback-by-others' : 'rollback',
    sentence: describePlan(incident.plan),
    announce: true,
    incident: incident.id,
    suspect: incident.plan.suspect,
    target: incident.plan.target,
    rollbackExecutionId,
  };
}

/** An incident ended before any rollback was accepted for it. */
export function entryOfEnd(incident: Waiting | Claimed, sentence: string, at: EpochMillis): Entry {
  const [first] = causesOf(incident);
  if (first === undefined) throw new Error('no incident is without a cause');
  return {
    ...ofCause(first),
    id: `${incident.id}/not-rolled-back`,
    at,
    code: 'not-rolled-back',
    sentence,
    announce: true,
    incident: incident.id,
  };
}

/** Alarms that an incident was taken to answer, and that it does not. */
export function entryOfOvertakenAlarm(incident: RollingBack | Verifying, decision: Hold, at: EpochMillis): Entry {
  return {
    ...ofCause(incident.cause),
    id: `${incident.id}/${decision.code}`,
    at,
    code: 'hold',
    reason: decision.code,
    sentence: decision.sentence,
    announce: decision.announce,
    incident: incident.id,
  };
}

/** Something that happened to an incident that is under way. */
export function entryOfIncident(
  incident: Exclude<Incident, { phase: 'waiting' }>,
  code: EntryCode,
  sentence: string,
  at: EpochMillis,
): Entry {
  return {
    ...ofCause(incident.cause),
    id: `${incident.id}/${code}`,
    at,
    code,
    sentence,
    announce: true,
    incident: incident.id,
    suspect: incident.plan.suspect,
    target: incident.plan.target,
    ...('rollbackExecutionId' in incident && { rollbackExecutionId: incident.rollbackExecutionId }),
  };
}

/** The entry with whether our freeze is in force: as it was seen at the transition, or else as it is remembered. */
export function withFreezeOf({ freeze }: StageMemory, entry: Entry, stage?: Read<ObservedStage | 'not-found'>): Entry {
  const seen = stageIn(stage)?.inbound;
  return { ...entry, frozen: seen === undefined ? isInForce(freeze) : isOurFreeze(freeze, seen) };
}

/** `20260110-092958-6f0c`: time of the cause and begin of the suspect; fits the pattern of a disabled reason. */
export function incidentId(cause: Cause, suspect: ExecutionId): string {
  const time = clock(cause.at).slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace(' ', '-');
  return `${time}-${suspect.slice(0, 4)}`;
}

function ofCause(cause: Cause) {
  const reason = cause.kind === 'alarm' ? cause.event.state.reason : undefined;
  return {
    causedAt: cause.at,
    cause: cause.kind === 'alarm' ? `alarm "${cause.event.alarmName}"` : cause.by,
    ...(cause.kind === 'alarm' && { alarm: cause.event.alarmName }),
    ...(reason !== undefined && { alarmReason: reason }),
  };
}
