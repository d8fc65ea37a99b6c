import * as z from 'zod/mini';
import { type ActionRun, isDeploying } from './action-run.ts';
import type { ExecutionId } from './execution.ts';
import { isRunning, type ObservedStage } from './stage.ts';
import type { Stored } from './stored.ts';
import { type EpochMillis, Time } from './time.ts';
import { RETRIED_AFTER } from './times.ts';

/** One attempt of an execution to deploy to a stage: from its first action that can change something to the end of its last one. */
export const Deployment = z.object({
  /** The execution that deploys. */
  by: z.string(),
  beganAt: Time,
  /** Absent while it runs. */
  endedAt: z.exactOptional(Time),
  /** `half`: it failed, or was stopped, before every deploying action had succeeded. */
  outcome: z.enum(['running', 'whole', 'half']),
});
export type Deployment = Stored<typeof Deployment>;

export interface DeploymentsOf {
  readonly stageName: string;
  readonly stage: ObservedStage;
  /** Of the pipeline, in any order. */
  readonly actions: readonly ActionRun[];
  /** Whether CodePipeline counts the stage as succeeded for an execution. */
  readonly hasSucceeded: (execution: ExecutionId) => boolean;
  readonly deployActions: readonly string[] | undefined;
}

/** The deployments of a stage in the order of their begins, each attempt for itself. */
export function deploymentsOf(question: DeploymentsOf): readonly Deployment[] {
  const { stageName, deployActions } = question;
  const runs = withUnlisted(
    question,
    question.actions.filter(({ stage }) => stage === stageName),
  );
  const deploying = (run: ActionRun) => isDeploying(run, deployActions);
  const names = deployingNames(runs.filter(deploying));
  const found: Deployment[] = [];
  for (const own of Map.groupBy(runs, ({ executionId }) => executionId).values()) {
    const done = new Set<string>();
    const tries = attempts(own);
    for (const attempt of tries) {
      const parts = attempt.filter(deploying);
      const [first] = parts;
      if (first === undefined) continue;
      for (const { action, status } of parts) if (status === 'Succeeded') done.add(action);
      const isComplete = [...(names.get(first.version) ?? [])].every((name) => done.has(name));
      found.push(toDeployment(question, first, parts, isComplete, attempt === tries.at(-1)));
    }
  }
  return found.sort((one, other) => one.beganAt - other.beganAt);
}

/** Of the deploying runs of an attempt, the first of which began first; `isComplete` where every one has succeeded, in this attempt or before. */
function toDeployment(
  { stage, hasSucceeded }: DeploymentsOf,
  { executionId: by, beganAt }: ActionRun,
  runs: readonly ActionRun[],
  isComplete: boolean,
  isLast: boolean,
): Deployment {
  const isThere = isLast && stage.occupant?.executionId === by && isRunning(stage.occupant);
  if (runs.some(({ status }) => status === 'InProgress') || (isThere && !isComplete)) {
    return { by, beganAt, outcome: 'running' };
  }
  const isWhole = isComplete || (isLast && hasSucceeded(by));
  return { by, beganAt, endedAt: endOf(runs), outcome: isWhole ? 'whole' : 'half' };
}

function endOf(runs: readonly ActionRun[]): EpochMillis {
  return runs.reduce((latest, { endedAt }) => Math.max(latest, endedAt), 0);
}

/** The actions that deploy to the stage, by the version of the pipeline. */
function deployingNames(runs: readonly ActionRun[]): ReadonlyMap<number, ReadonlySet<string>> {
  const names = new Map<number, Set<string>>();
  for (const { version, action } of runs) {
    const known = names.get(version) ?? new Set();
    names.set(version, known.add(action));
  }
  return names;
}

/**
 * The attempts of an execution. CodePipeline does not tell them apart: an action that begins once more begins another, and so does one
 * that begins long after everything before it has ended (a retry also runs actions that had not run yet).
 */
function attempts(runs: readonly ActionRun[]): readonly (readonly ActionRun[])[] {
  const found: ActionRun[][] = [];
  for (const run of runs.toSorted((one, other) => one.beganAt - other.beganAt)) {
    const latest = found.at(-1);
    const isRepeated = latest?.some(({ action }) => action === run.action);
    const rested = latest === undefined ? 0 : run.beganAt - endOf(latest);
    if (latest === undefined || isRepeated || rested > RETRIED_AFTER) found.push([run]);
    else latest.push(run);
  }
  return found;
}

/** An action that runs in the stage, as its state tells, and that is not listed yet. */
function withUnlisted({ stage }: DeploymentsOf, runs: readonly ActionRun[]): readonly ActionRun[] {
  const { occupant, actions, pipelineVersion: version } = stage;
  if (occupant === undefined || !isRunning(occupant)) return runs;
  const unlisted = actions.flatMap(({ name: action, status, changedAt, token }): readonly ActionRun[] => {
    if (status !== 'InProgress' || changedAt === undefined) return [];
    const own = runs.some(
      (run) =>
        run.executionId === occupant.executionId && run.action === action && run.beganAt >= changedAt - RETRIED_AFTER,
    );
    if (own) return [];
    const { executionId } = occupant;
    const of = { executionId, stage: '', action, version, beganAt: changedAt, endedAt: changedAt };
    return [
      { ...of, status: 'InProgress', ...(token === undefined ? kindOf(action, runs) : { category: 'Approval' }) },
    ];
  });
  return [...runs, ...unlisted];
}

/** What the action was when it ran last. */
function kindOf(action: string, runs: readonly ActionRun[]): Pick<ActionRun, 'category' | 'mode'> {
  const { category, mode } = runs.find((run) => run.action === action) ?? {};
  return { ...(category !== undefined && { category }), ...(mode !== undefined && { mode }) };
}
