import { describeExecution, type Execution } from './execution.ts';
import { type Hold, hold } from './hold.ts';
import { type Again, findExecution, type LookUp, lookUp, type Observation, unreadable } from './observation.ts';
import { isRunning, type Occupant, type StageRun } from './stage.ts';
import type { EpochMillis } from './time.ts';

/** What is deployed in a stage, and how it came there. */
export interface Deployment {
  readonly kind: 'deployed';
  readonly occupant: Occupant;
  /** The execution that put it there: the suspect itself, or a ROLLBACK to it. */
  readonly by: Execution;
  /** The execution whose revisions are deployed: the one to blame. */
  readonly suspect: Execution;
  readonly running: boolean;
  /** The deployment to this stage began at or after this time (the execution's own start is never later). */
  readonly notBefore: EpochMillis;
  /** The attempts to deploy to this stage, where they were looked up. */
  readonly attempts?: StageRun;
  /** When the deployment to this stage ended; absent while it runs. */
  readonly endedAt?: EpochMillis;
}

/** Finds out what is deployed in the stage (design rule 4). */
export function whatIsDeployed(
  stageName: string,
  pipeline: string,
  observation: Observation,
): Deployment | Hold | LookUp | Again {
  const { stage, recent, succeeded, run } = observation;
  if (!stage.ok) return unreadable(stage);
  if (stage.value === 'not-found') {
    return hold.stageNotFound({ pipeline, stage: stageName, problem: 'renamed, removed, or the pipeline is PARALLEL' });
  }
  const { occupant, lastActionChangeAt } = stage.value;
  if (occupant === undefined) return hold.nothingDeployed({ stage: stageName });
  if (occupant.status === 'Skipped') return hold.stageSkipped({ execution: occupant.executionId });
  if (!recent.ok) return unreadable(recent);
  if (!succeeded.ok) return unreadable(succeeded);

  const by = findExecution(observation, occupant.executionId);
  const suspect = by?.rollbackTarget === undefined ? by : findExecution(observation, by.rollbackTarget);
  if (by === undefined || suspect === undefined) {
    const missing = by?.rollbackTarget ?? occupant.executionId;
    if (!recent.value.complete) return lookUp('more-recent', missing);
    // A new execution may be listed late.
    return { kind: 'again', what: `execution ${missing}`, problem: 'it is not in the history of the pipeline' };
  }
  if (suspect.type === 'ROLLBACK') {
    return hold.couldNotObserve({
      what: `the execution that rollback ${suspect.id} went back to`,
      problem: 'CodePipeline does not name it',
    });
  }

  if (run !== undefined && !run.ok) return unreadable(run);
  const attempts = run?.value;
  const running = isRunning(occupant);
  const endedAt = lastActionChangeAt ?? attempts?.at(-1)?.endedAt;
  return {
    kind: 'deployed',
    occupant,
    by,
    suspect,
    running,
    notBefore: by.startedAt,
    ...(attempts && { attempts }),
    ...(!running && endedAt !== undefined && { endedAt }),
  };
}

/** `6f0c9f0e (3f2a91c "Add basket")`, with the rollback that brought it back where there was one. */
export function describeDeployment(deployment: Deployment): string {
  const what = describeExecution(deployment.suspect);
  if (deployment.by.id === deployment.suspect.id) return what;
  return `${what}, brought back by rollback ${deployment.by.id.slice(0, 8)}`;
}
