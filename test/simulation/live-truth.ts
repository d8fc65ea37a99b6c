import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import type { Execution } from '../../emulator/services/codepipeline/execution.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';

const HARMLESS: readonly string[] = ['Source', 'Approval', 'Test'];

/** A deployment to a stage, by what the actions of an execution did there. */
export interface TrueDeployment {
  readonly execution: Execution;
  /** What it brought: of a rollback, its target. */
  readonly release: Execution;
  readonly beganAt: EpochMillis;
  readonly endedAt: EpochMillis;
  readonly running: boolean;
  readonly failed: boolean;
}

/** The deployments of a stage in the order in which they began to deploy; a retry is one with the execution's first attempt. */
export function trueDeployments({ script }: CodePipeline, { pipeline, stage }: StageKey): readonly TrueDeployment[] {
  return script
    .executions(pipeline)
    .flatMap((execution): readonly TrueDeployment[] => {
      const runs = execution.actions.filter(
        ({ stageName, declaration }) => stageName === stage && !HARMLESS.includes(declaration.actionTypeId.category),
      );
      if (runs.length === 0) return [];
      return [
        {
          execution,
          release: execution.rollbackTarget ?? execution,
          beganAt: Math.min(...runs.map(({ startTime }) => startTime)),
          endedAt: Math.max(...runs.map(({ lastUpdateTime }) => lastUpdateTime)),
          running: runs.some(({ status }) => status === 'InProgress'),
          failed: runs.at(-1)?.status !== 'Succeeded',
        },
      ];
    })
    .toSorted((one, other) => one.beganAt - other.beganAt);
}

/** The releases that may be live: the last one deployed, and where that was a rollback which has not succeeded, what it replaces. */
export function liveReleases(deployments: readonly TrueDeployment[]): readonly Execution[] {
  const last = deployments.at(-1);
  if (last === undefined) return [];
  if (last.execution.type !== 'ROLLBACK' || (!last.failed && !last.running)) return [last.release];
  return [last.release, ...liveReleases(deployments.slice(0, -1))];
}
