import { attribute, attributeOutlasting, refuseAlarm, refuseEvent } from './attribution.ts';
import type { AlarmCause, CommandCause } from './cause.ts';
import { type Deployment, describeDeployment, whatIsDeployed } from './deployment.ts';
import { describeExecution } from './execution.ts';
import { type Hold, hold } from './hold.ts';
import type { RollbackPlan } from './incident.ts';
import { type Again, type LookUp, type Observation, stageIn, unreadable } from './observation.ts';
import type { Pause, StageMemory } from './record.ts';
import { chooseTarget } from './target.ts';

/** Call RollbackStage. */
export interface Rollback {
  readonly kind: 'rollback';
  readonly plan: RollbackPlan;
}

/** A deployment is running: decide again when it has ended; `stop` it first where the guard says so. */
export interface Wait {
  readonly kind: 'wait';
  readonly deployment: Deployment;
  readonly stop: boolean;
  readonly sentence: string;
}

/** What to do: the outcome of every decision. */
export type Plan = Rollback | Wait | Hold;

/** The part of a guard's policy that decisions depend on. */
export interface DecisionPolicy {
  readonly pipeline: string;
  readonly stage: string;
  readonly alarms: readonly string[];
  readonly mode: 'enforce' | 'dry-run';
  readonly bakeMinutes: number;
  readonly whileDeploying: 'wait' | 'stop';
  readonly maxAutomaticRollbacks: number;
}

export interface Facts<C = AlarmCause | CommandCause> {
  readonly cause: C;
  readonly policy: DecisionPolicy;
  readonly memory: StageMemory;
  readonly observation: Observation;
  /** Targets that CodePipeline refused under this incident. */
  readonly refused?: readonly string[];
}

/** Decides what to do about a cause. Pure: asks for a missing fact instead of reading it. */
export function decide(facts: Facts): Plan | LookUp | Again {
  const { cause } = facts;
  return cause.kind === 'alarm' ? decideOnAlarm({ ...facts, cause }) : decideOnCommand({ ...facts, cause });
}

/** The attribution rules of an alarm, in their order (docs/how-it-decides.md). */
function decideOnAlarm(facts: Facts<AlarmCause>): Plan | LookUp | Again {
  const { cause, policy, memory, observation } = facts;
  const { event } = cause;
  if (!policy.alarms.includes(event.alarmName)) {
    return hold.notGuarded({
      what: `alarm "${event.alarmName}" is not one of the alarms of this guard (${policy.alarms.join(', ')})`,
    });
  }
  if (!observation.globalPause.ok) return unreadable(observation.globalPause);
  const paused = refusePaused(memory.pause, observation.globalPause.value, policy);
  if (paused !== undefined) return paused;

  const refused = cause.outlasted === undefined ? refuseEvent(event) : undefined;
  if (refused !== undefined) return refused;
  const alarm = refuseAlarm(event, observation);
  if ('kind' in alarm) return alarm;

  const deployment = whatIsDeployed(policy.stage, policy.pipeline, observation);
  if (deployment.kind !== 'deployed') return deployment;
  if (deployment.running && deployment.by.type === 'ROLLBACK') {
    const by = deployment.by.triggerType ?? 'trigger unknown';
    return hold.rollbackRunning({ execution: deployment.by.id, by });
  }

  const blame =
    cause.outlasted === undefined
      ? attribute({ event, alarm, deployment, bakeMinutes: policy.bakeMinutes, observation })
      : attributeOutlasting({ ...cause, outlasted: cause.outlasted }, deployment);
  if (blame.kind !== 'blame') return blame;

  const spent = refuseRepetition(deployment, policy, memory);
  if (spent !== undefined) return spent;
  if (deployment.running) {
    const stop = policy.whileDeploying === 'stop' && policy.mode === 'enforce';
    const then = stop ? 'it is stopped, then the stage is rolled back' : 'decided again when the deployment has ended';
    return { kind: 'wait', deployment, stop, sentence: `${blame.grounds}; ${then}` };
  }
  return withTarget(facts, deployment, blame.grounds);
}

/** A person's command skips attribution and the limit, never eligibility (design section 4). */
function decideOnCommand(facts: Facts<CommandCause>): Plan | LookUp | Again {
  const { cause, policy, observation } = facts;
  const deployment = whatIsDeployed(policy.stage, policy.pipeline, observation);
  if (deployment.kind !== 'deployed') return deployment;
  if (deployment.running) {
    return hold.stageRunning({ execution: deployment.occupant.executionId, status: deployment.occupant.status });
  }
  const why = cause.reason === undefined ? '' : `: ${cause.reason}`;
  return withTarget(facts, deployment, `${cause.by} asked for it${why}`);
}

function withTarget(facts: Facts, deployment: Deployment, grounds: string): Plan | LookUp | Again {
  const { cause, policy, memory, observation } = facts;
  const stage = stageIn(observation.stage);
  if (stage === undefined) {
    throw new Error('a target is chosen only for an observed stage');
  }
  const target = chooseTarget({
    suspect: deployment.suspect,
    pipelineVersion: stage.pipelineVersion,
    excluded: [...memory.knownBad.map((bad) => bad.executionId), ...(facts.refused ?? [])],
    ...(cause.kind === 'command' && cause.target !== undefined && { named: cause.target }),
    observation,
  });
  if (target.kind !== 'target') return target;
  const plan: RollbackPlan = {
    suspect: deployment.suspect,
    target: target.execution,
    occupant: deployment.occupant.executionId,
    grounds,
  };
  if (cause.kind === 'alarm' && policy.mode === 'dry-run') return hold.dryRun({ plan: describePlan(plan) });
  return { kind: 'rollback', plan };
}

function refusePaused(
  stage: Pause | undefined,
  everything: Pause | undefined,
  policy: DecisionPolicy,
): Hold | undefined {
  if (everything !== undefined) return hold.paused({ scope: 'the controller', ...pauseFacts(everything) });
  if (stage !== undefined) return hold.paused({ scope: `${policy.pipeline}/${policy.stage}`, ...pauseFacts(stage) });
  return undefined;
}

function pauseFacts(pause: Pause) {
  return { by: pause.by, since: pause.since, reason: pause.reason };
}

/** One automatic rollback per suspect, and no more than the limit until the stage has been healthy (rule 8). */
function refuseRepetition(deployment: Deployment, policy: DecisionPolicy, memory: StageMemory): Hold | undefined {
  const bad = memory.knownBad.find((known) => known.executionId === deployment.suspect.id);
  if (bad !== undefined) {
    return hold.alreadyRolledBack({ execution: describeDeployment(deployment), since: bad.since });
  }
  const last = memory.automaticRollbacks.at(-1);
  const done = memory.automaticRollbacks.length;
  if (last !== undefined && done >= policy.maxAutomaticRollbacks) {
    return hold.limitReached({ done, max: policy.maxAutomaticRollbacks, last: last.at });
  }
  return undefined;
}

/** `roll back from A to B: because ...` */
export function describePlan(plan: RollbackPlan): string {
  return `roll back from ${describeExecution(plan.suspect)} to ${describeExecution(plan.target)}: ${plan.grounds}`;
}
