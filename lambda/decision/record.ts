import type { AlarmEvent } from './alarm.ts';
import type { Execution, ExecutionId } from './execution.ts';
import { DAY, type EpochMillis } from './time.ts';

/**
 * What the controller remembers of one stage between invocations: the stage record without its lock attributes.
 * Its stored form is checked by `lambda/stage-record.ts`.
 */
export interface StageMemory {
  /** The incident under way; absent when idle. */
  readonly incident?: Incident;
  /** Executions that were rolled back from; never a target again. */
  readonly knownBad: readonly KnownBad[];
  /** Automatic rollbacks accepted since the stage was last healthy. */
  readonly automaticRollbacks: readonly AutomaticRollback[];
  /** The last rollbacks of the stage that are known, ours and others', newest last: none is taken for a new one. */
  readonly rollbacks: readonly KnownRollback[];
  /** Our hold on the inbound transition. */
  readonly freeze?: Freeze;
  /** Set by the `pause` command. */
  readonly pause?: Pause;
  /** A deployment on probation: healthy through its bake time, it re-arms automatic rollback. */
  readonly probation?: Probation;
  /** When the outstanding watch message comes back; present whenever something is open. */
  readonly wakeAt?: EpochMillis;
}

export interface KnownBad {
  readonly executionId: ExecutionId;
  readonly since: EpochMillis;
}

export interface AutomaticRollback {
  readonly suspect: ExecutionId;
  readonly at: EpochMillis;
}

export interface KnownRollback {
  readonly executionId: ExecutionId;
  /** What it was made for: a cause is answered by one rollback, however late it is delivered again. */
  readonly causeId: string;
}

/** A freeze is ours only while the transition carries exactly this reason and was last changed by this principal. */
export interface Freeze {
  readonly reason: string;
  readonly since: EpochMillis;
  /** `lastChangedBy` of the transition, once it has been read back. */
  readonly changedBy?: string;
  /** Not in force: it is about to be made, or is lifted to let a rollback in and made anew behind it. */
  readonly lifted?: true;
  /** A person released it: under the same incident it is not made anew. */
  readonly released?: true;
}

export interface Pause {
  readonly by: string;
  readonly since: EpochMillis;
  readonly reason?: string;
}

export interface Probation {
  readonly executionId: ExecutionId;
  /** End of its bake time. */
  readonly endsAt: EpochMillis;
}

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
  /** Set where the alarm outlasted a rollback: the incident of that rollback. Attribution then goes without the event. */
  readonly outlasted?: string;
  /** The rollback execution that it outlasted: nothing that came into the stage since is blamed for that. */
  readonly outlastedRollback?: ExecutionId;
}

export interface CommandCause {
  readonly kind: 'command';
  readonly id: string;
  readonly at: EpochMillis;
  readonly by: string;
  readonly reason?: string;
  /** The target that the person named. */
  readonly target?: ExecutionId;
}

/** A rollback by somebody else (a person, or the pipeline's own onFailure) that the controller follows. */
export interface ObservedCause {
  readonly kind: 'observed';
  readonly id: string;
  readonly at: EpochMillis;
  readonly by: string;
}

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
  /** When AWS first refused one. */
  readonly refusedSince?: EpochMillis;
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
}

/** The rollback succeeded; the alarms have to return to OK. */
export interface Verifying extends IncidentBase {
  readonly phase: 'verifying';
  readonly cause: Cause;
  readonly plan: RollbackPlan;
  readonly rollbackExecutionId: ExecutionId;
  readonly acceptedAt: EpochMillis;
  readonly succeededAt: EpochMillis;
}

export type Incident = Waiting | Claimed | RollingBack | Verifying;

export const EMPTY_MEMORY: StageMemory = { knownBad: [], automaticRollbacks: [], rollbacks: [] };

/** CodePipeline keeps executions for 12 months: what is older can be no target anyway. */
const KNOWN_BAD_KEPT = 400 * DAY;

export function withKnownBad(known: readonly KnownBad[], bad: KnownBad): readonly KnownBad[] {
  const kept = known.filter(
    ({ executionId, since }) => executionId !== bad.executionId && since > bad.since - KNOWN_BAD_KEPT,
  );
  return [...kept, bad];
}

/** Older rollbacks are not in the stage any more. */
const ROLLBACKS_KEPT = 20;

export function withRollback(known: readonly KnownRollback[], rollback: KnownRollback): readonly KnownRollback[] {
  const others = known.filter(({ executionId }) => executionId !== rollback.executionId);
  return [...others, rollback].slice(-ROLLBACKS_KEPT);
}

export function isKnownRollback({ rollbacks }: StageMemory, id: ExecutionId): boolean {
  return rollbacks.some(({ executionId }) => executionId === id);
}

/** Whether a rollback was made for this cause, although its decision record may be under another time. */
export function wasRolledBackFor({ rollbacks }: StageMemory, cause: DecidableCause): boolean {
  return rollbacks.some(({ causeId }) => causeId === cause.id);
}

export function isKnownBad(memory: StageMemory, id: ExecutionId): boolean {
  return memory.knownBad.some((bad) => bad.executionId === id);
}

/** The alarms that a decision about these causes looks at. */
export function alarmNamesOf(causes: readonly DecidableCause[]): readonly string[] {
  return [...new Set(causes.flatMap((cause) => (cause.kind === 'alarm' ? [cause.event.alarmName] : [])))];
}

/** The causes that an incident is about until a rollback is accepted for them. */
export function causesOf(incident: Waiting | Claimed): readonly DecidableCause[] {
  return incident.phase === 'waiting' ? incident.causes : distinct([incident.cause, ...incident.covers]);
}

/** Each cause once, however often it was delivered. */
export function distinct(causes: readonly DecidableCause[]): readonly DecidableCause[] {
  return [...new Map(causes.map((cause) => [cause.id, cause])).values()];
}
