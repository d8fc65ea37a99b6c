import type { Cause, DecidableCause } from './cause.ts';
import type { Execution, ExecutionId } from './execution.ts';
import type { Redeployment } from './redeployment.ts';
import { clock, type EpochMillis, MINUTE } from './time.ts';
import { VERDICT_WAITS } from './times.ts';

/** The settings an incident runs under: a copy, so that its end does not depend on later edits. */
export interface IncidentSettings {
  readonly alarms: readonly string[];
  readonly bakeMinutes: number;
  readonly freeze: boolean | 'until-recovered';
  readonly maxAutomaticRollbacks: number;
  readonly recoveryMinutes: number;
  readonly rollbackMinutes: number;
  readonly downstream: 'hold' | 'tell';
}

/** From where to where, and on what grounds. */
export interface RollbackPlan {
  readonly suspect: Execution;
  readonly target: Execution;
  /** Every release that is blamed, the suspect among them; a target is older than all of them. */
  readonly suspects: readonly ExecutionId[];
  /** When the first of them began deploying. */
  readonly since: EpochMillis;
  /** The stage's latest execution when the plan was made: the suspect itself, or the ROLLBACK that brought it back. */
  readonly occupant: ExecutionId;
  /** Why, with the numbers compared. */
  readonly grounds: string;
  /** What differs between the two releases; empty where one revision says it. */
  readonly change: string;
  /** The release runs through the whole pipeline again: StartPipelineExecution in the place of RollbackStage. */
  readonly redeployment?: Redeployment;
}

/** For sentences: what was made of the plan. */
export function nounOf({ redeployment }: RollbackPlan): 'rollback' | 'redeployment' {
  return redeployment === undefined ? 'rollback' : 'redeployment';
}

export function doneOf({ redeployment }: RollbackPlan): 'rolled back' | 'redeployed' {
  return redeployment === undefined ? 'rolled back' : 'redeployed';
}

/** The call that the plan asks of CodePipeline. */
export function operationOf({ redeployment }: RollbackPlan): string {
  return redeployment === undefined ? 'RollbackStage' : 'StartPipelineExecution';
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

/** What a decided rollback waits for; of the pipeline's own rollback nothing is ended. */
export type WaitsFor = 'deployment' | 'approval' | 'rollback' | 'other-stage';

/** The rollback is wanted, and cannot be made yet: the causes are decided again when what it waits for has ended. */
export interface Waiting extends IncidentBase {
  readonly phase: 'waiting';
  readonly causes: readonly DecidableCause[];
  readonly waitsFor: WaitsFor;
  /** The execution that runs in the stage. */
  readonly occupant: ExecutionId;
  readonly suspect: Execution;
  /** What runs in the stage is to be ended: a deployment stopped, an approval rejected. */
  readonly ending?: Ending;
  /** The alarms about which people were told that it waits. */
  readonly told: readonly string[];
  /** Since when what decides it cannot be read, behind the end of what it waited for. */
  readonly unreadSince?: EpochMillis;
}

/** Something that runs is to be ended, at its next safe point. */
export interface Ending {
  readonly kind: 'stop' | 'reject';
  readonly execution: ExecutionId;
  /** Answered by AWS: it is under way. */
  readonly done?: true;
  readonly askedAt?: EpochMillis;
}

/** The plan is promised: RollbackStage (or StartPipelineExecution) may or may not have been called. */
export interface Claimed extends IncidentBase {
  readonly phase: 'claimed';
  /** The first is the one that the plan is about; the others are covered once the rollback is accepted. */
  readonly causes: readonly [DecidableCause, ...DecidableCause[]];
  readonly plan: RollbackPlan;
  /** The first promise of this incident: no rollback of ours is older. */
  readonly claimedAt: EpochMillis;
  /** When RollbackStage was called last. */
  readonly calledAt: EpochMillis;
  /** That call was answered, and nothing came of it. */
  readonly answered?: true;
  /** Not before: CodePipeline did not take it for the moment. */
  readonly callAgainAt?: EpochMillis;
  /** Targets that AWS refused under this incident. */
  readonly refused: readonly ExecutionId[];
  /** When AWS refused the first and the last of them, as long as that may be due to a deployment that does not show yet. */
  readonly refusing?: { readonly since: EpochMillis; readonly until: EpochMillis };
  /** No other target is asked for before it is known what the last refusal was due to. */
  readonly unclear?: true;
  readonly told: readonly string[];
}

interface Accepted extends IncidentBase {
  readonly cause: Cause;
  readonly plan: RollbackPlan;
  readonly rollbackExecutionId: ExecutionId;
  readonly acceptedAt: EpochMillis;
  /** What became of the blamed executions in the stages behind; those that are not named are still looked after. */
  readonly settledBehind: readonly ExecutionId[];
  /** The blamed executions that we stopped, or whose approval we rejected. */
  readonly heldBack?: readonly ExecutionId[];
  /** People were told that the inbound transition could not be disabled. */
  readonly freezeFailed?: true;
}

/** A rollback execution was accepted and is followed. */
export interface RollingBack extends Accepted {
  readonly phase: 'rolling-back';
  /** People were told that it takes longer than `rollbackMinutes`, or that the stage's own freeze keeps it out. */
  readonly overdueTold?: true;
  readonly keptOutTold?: true;
}

/** The rollback succeeded; the alarms have to return to OK, and to stay so. */
export interface Verifying extends Accepted {
  readonly phase: 'verifying';
  readonly succeededAt: EpochMillis;
  /** An alarm was seen on since the rollback. */
  readonly sawAlarm?: true;
}

export type Incident = Waiting | Claimed | RollingBack | Verifying;

/** A promise goes over into the rollback that was accepted for it. */
export function accepted(claim: Claimed, rollbackExecutionId: ExecutionId, now: EpochMillis): RollingBack {
  const { id, openedAt, settings, causes, plan } = claim;
  const [cause] = causes;
  const of = { id, openedAt, settings, cause, plan };
  return { ...of, phase: 'rolling-back', rollbackExecutionId, acceptedAt: now, settledBehind: [] };
}

/**
 * From when on an incident counts as stuck. A rollback, and the deployment that one waits for, run the actions of one stage: both are
 * expected to end within `rollbackMinutes`. The verification ends by itself after `recoveryMinutes`.
 */
export function overdueFrom(incident: Incident): EpochMillis {
  const { rollbackMinutes, recoveryMinutes } = incident.settings;
  switch (incident.phase) {
    case 'waiting':
    case 'claimed':
      return incident.openedAt + rollbackMinutes * MINUTE;
    case 'rolling-back':
      return incident.acceptedAt + rollbackMinutes * MINUTE;
    case 'verifying':
      return incident.succeededAt + recoveryMinutes * MINUTE + VERDICT_WAITS;
  }
}

/** `20260110-092958-6f0c`: time of the cause and begin of the suspect; fits the pattern of a disabled reason. */
export function incidentId(cause: Cause, suspect: ExecutionId): string {
  const time = clock(cause.at).slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace(' ', '-');
  return `${time}-${suspect.slice(0, 4)}`;
}
