import * as z from 'zod/mini';
import { Cause, DecidableCause } from './cause.ts';
import { Execution, type ExecutionId } from './execution.ts';
import { Redeployment } from './redeployment.ts';
import type { Stored } from './stored.ts';
import { clock, type EpochMillis, MINUTE, Time } from './time.ts';
import { VERDICT_WAITS } from './times.ts';

/** The settings an incident runs under: a copy, so that its end does not depend on later edits. */
const IncidentSettings = z.object({
  alarms: z.array(z.string()),
  bakeMinutes: z.number(),
  freeze: z.union([z.boolean(), z.literal('until-recovered')]),
  maxAutomaticRollbacks: z.number(),
  recoveryMinutes: z.number(),
  rollbackMinutes: z.number(),
  downstream: z.enum(['hold', 'tell']),
});
export type IncidentSettings = Stored<typeof IncidentSettings>;

/** From where to where, and on what grounds. */
const RollbackPlan = z.object({
  suspect: Execution,
  target: Execution,
  /** Every release that is blamed, the suspect among them; a target is older than all of them. */
  suspects: z.array(z.string()),
  /** When the first of them began deploying. */
  since: Time,
  /** The stage's latest execution when the plan was made: the suspect itself, or the ROLLBACK that brought it back. */
  occupant: z.string(),
  /** Why, with the numbers compared. */
  grounds: z.string(),
  /** What differs between the two releases; empty where one revision says it. */
  change: z.string(),
  /** The release runs through the whole pipeline again: StartPipelineExecution in the place of RollbackStage. */
  redeployment: z.exactOptional(Redeployment),
});
export type RollbackPlan = Stored<typeof RollbackPlan>;

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
  /** An alarm has begun under what the rollback brought back, as far as can be told. */
  readonly reason?: 'alarm-since-rollback';
  /** The alarms that have outlasted the rollback, where the stage has not recovered: not those that may still tell of before. */
  readonly inAlarm?: readonly string[];
  /** The execution that has deployed to the stage since. */
  readonly overtakenBy?: ExecutionId;
}

const Opened = z.object({ id: z.string(), openedAt: Time, settings: IncidentSettings });

/** What a decided rollback waits for; of the pipeline's own rollback nothing is ended. */
const WaitsFor = z.enum(['deployment', 'approval', 'rollback', 'other-stage']);
export type WaitsFor = z.infer<typeof WaitsFor>;

/** Something that runs is to be ended, at its next safe point. */
const Ending = z.object({
  kind: z.enum(['stop', 'reject']),
  execution: z.string(),
  /** Answered by AWS: it is under way. */
  done: z.exactOptional(z.literal(true)),
  askedAt: z.exactOptional(Time),
});
export type Ending = Stored<typeof Ending>;

/** The rollback is wanted, and cannot be made yet: the causes are decided again when what it waits for has ended. */
const Waiting = z.extend(Opened, {
  phase: z.literal('waiting'),
  causes: z.array(DecidableCause),
  waitsFor: WaitsFor,
  /** The execution that runs in the stage. */
  occupant: z.string(),
  suspect: Execution,
  /** What runs in the stage is to be ended: a deployment stopped, an approval rejected. */
  ending: z.exactOptional(Ending),
  /** The changes of which people were told that AWS does not let us make them. */
  refused: z.exactOptional(z.array(z.enum(['freeze', 'stop', 'reject']))),
  /** The approval that people were told to answer last. */
  awaits: z.exactOptional(z.string()),
  /** The alarms about which people were told that it waits. */
  told: z.array(z.string()),
  /** Since when what decides it cannot be read, behind the end of what it waited for. */
  unreadSince: z.exactOptional(Time),
});
export type Waiting = Stored<typeof Waiting>;

/** The plan is promised: RollbackStage (or StartPipelineExecution) may or may not have been called. */
const Claimed = z.extend(Opened, {
  phase: z.literal('claimed'),
  /** The first is the one that the plan is about; the others are covered once the rollback is accepted. */
  causes: z.tuple([DecidableCause], DecidableCause),
  plan: RollbackPlan,
  /** The first promise of this incident: no rollback of ours is older. */
  claimedAt: Time,
  /** When RollbackStage was called last. */
  calledAt: Time,
  /** That call was answered, and nothing came of it. */
  answered: z.exactOptional(z.literal(true)),
  /** The error of that call where its answer was lost. */
  lost: z.exactOptional(z.string()),
  /** A person gave it up while that call was in doubt: nothing is called any more. */
  aborted: z.exactOptional(z.object({ id: z.string(), at: Time, by: z.string(), reason: z.exactOptional(z.string()) })),
  /** Not before: CodePipeline did not take it for the moment. */
  callAgainAt: z.exactOptional(Time),
  /** Targets that AWS refused under this incident. */
  refused: z.array(z.string()),
  /** When AWS refused the first and the last of them, as long as that may be due to a deployment that does not show yet. */
  refusing: z.exactOptional(z.object({ since: Time, until: Time })),
  /** No other target is asked for before it is known what the last refusal was due to. */
  unclear: z.exactOptional(z.literal(true)),
  told: z.array(z.string()),
});
export type Claimed = Stored<typeof Claimed>;

const Accepted = z.extend(Opened, {
  cause: Cause,
  plan: RollbackPlan,
  rollbackExecutionId: z.string(),
  acceptedAt: Time,
  /** What became of the blamed executions in the stages behind; those that are not named are still looked after. */
  settledBehind: z.array(z.string()),
  /** The blamed executions that we stopped, or whose approval we rejected. */
  heldBack: z.exactOptional(z.array(z.string())),
  /** People were told that the inbound transition could not be disabled. */
  freezeFailed: z.exactOptional(z.literal(true)),
});

/** A rollback execution was accepted and is followed. */
const RollingBack = z.extend(Accepted, {
  phase: z.literal('rolling-back'),
  /** People were told that it takes longer than `rollbackMinutes`, or that the stage's own freeze keeps it out. */
  overdueTold: z.exactOptional(z.literal(true)),
  keptOutTold: z.exactOptional(z.literal(true)),
});
export type RollingBack = Stored<typeof RollingBack>;

/** The rollback succeeded; the alarms have to return to OK, and to stay so. */
const Verifying = z.extend(Accepted, {
  phase: z.literal('verifying'),
  succeededAt: Time,
  /** An alarm was seen on since the rollback. */
  sawAlarm: z.exactOptional(z.literal(true)),
});
export type Verifying = Stored<typeof Verifying>;

export const Incident = z.discriminatedUnion('phase', [Waiting, Claimed, RollingBack, Verifying]);
export type Incident = Stored<typeof Incident>;

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
