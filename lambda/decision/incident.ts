import { type Cause, type DecidableCause, distinct } from './cause.ts';
import type { Execution, ExecutionId } from './execution.ts';
import type { EpochMillis } from './time.ts';

/** The settings an incident runs under: a copy, so that its end does not depend on later edits. */
export interface IncidentSettings {
  readonly alarms: readonly string[];
  readonly bakeMinutes: number;
  readonly freeze: boolean | 'until-recovered';
  readonly maxAutomaticRollbacks: number;
  readonly recoveryMinutes: number;
  readonly rollbackMinutes: number;
}

/** From where to where, and on what grounds. */
export interface RollbackPlan {
  readonly suspect: Execution;
  readonly target: Execution;
  /** The stage's latest execution when the plan was made: the suspect itself, or the ROLLBACK that brought it back. */
  readonly occupant: ExecutionId;
  /** Why, with the numbers compared. */
  readonly grounds: string;
}

/** How the incident of an accepted rollback ends. */
export interface Verdict {
  readonly code: 'rollback-failed' | 'superseded' | 'recovered' | 'not-recovered' | 'unverified';
  readonly sentence: string;
  /** The alarms still in ALARM, where the stage has not recovered. */
  readonly inAlarm?: readonly string[];
}

interface IncidentBase {
  readonly id: string;
  readonly openedAt: EpochMillis;
  readonly settings: IncidentSettings;
}

/** A deployment is running in the stage: the causes are decided again when it has ended. */
export interface Waiting extends IncidentBase {
  readonly phase: 'waiting';
  readonly causes: readonly DecidableCause[];
  readonly occupant: ExecutionId;
  /** The running deployment was told to stop (`whileDeploying: stop`). */
  readonly stopping: boolean;
  /** When the deployment was first seen to have ended: what is unreadable then is tried again for a limited time. */
  readonly endedSeenAt?: EpochMillis;
}

/** The plan is stored, RollbackStage may or may not have been called. */
export interface Claimed extends IncidentBase {
  readonly phase: 'claimed';
  readonly cause: DecidableCause;
  /** Other causes that waited with this one; they are covered once the rollback is accepted. */
  readonly covers: readonly DecidableCause[];
  readonly plan: RollbackPlan;
  /** The first claim of this incident: no rollback of ours is older. */
  readonly claimedAt: EpochMillis;
  /** When RollbackStage was called last; absent in the record of an earlier version, which tells only of the claim. */
  readonly calledAt?: EpochMillis;
  /** That call was answered: nothing came of it. */
  readonly answered?: true;
  /** Calls of RollbackStage under this incident, this one included. */
  readonly attempt: number;
  /** Targets that AWS refused under this incident. */
  readonly refused: readonly ExecutionId[];
  /** When AWS refused the first and the last of them, as long as that may be due to a deployment that does not show yet. */
  readonly refusing?: { readonly since: EpochMillis; readonly until: EpochMillis };
  /** No other target is asked for before it is known what the last refusal was due to. */
  readonly unclear?: true;
}

/** A rollback execution was accepted and is followed. */
export interface RollingBack extends IncidentBase {
  readonly phase: 'rolling-back';
  readonly cause: Cause;
  readonly plan: RollbackPlan;
  readonly rollbackExecutionId: ExecutionId;
  readonly acceptedAt: EpochMillis;
  /** The causes that it covers, until that is written down. */
  readonly covers?: readonly DecidableCause[];
  /** Set once people were told that it takes longer than `rollbackMinutes`. */
  readonly overdueAnnounced: boolean;
  readonly verdict?: Verdict;
}

/** The rollback succeeded; the alarms have to return to OK. */
export interface Verifying extends IncidentBase {
  readonly phase: 'verifying';
  readonly cause: Cause;
  readonly plan: RollbackPlan;
  readonly rollbackExecutionId: ExecutionId;
  readonly acceptedAt: EpochMillis;
  readonly succeededAt: EpochMillis;
  /** Noted before the freeze is lifted for it: whatever that lets in does not change how the incident ended. */
  readonly verdict?: Verdict;
}

export type Incident = Waiting | Claimed | RollingBack | Verifying;

/** A claim goes over into the rollback that was accepted for it. */
export function accepted(claim: Claimed, rollbackExecutionId: ExecutionId, now: EpochMillis): RollingBack {
  const { id, openedAt, settings, cause, covers, plan } = claim;
  return {
    phase: 'rolling-back',
    id,
    openedAt,
    settings,
    cause,
    plan,
    rollbackExecutionId,
    acceptedAt: now,
    ...(covers.length > 0 && { covers }),
    overdueAnnounced: false,
  };
}

/** The causes that an incident is about until a rollback is accepted for them. */
export function causesOf(incident: Waiting | Claimed): readonly DecidableCause[] {
  return incident.phase === 'waiting' ? incident.causes : distinct([incident.cause, ...incident.covers]);
}
