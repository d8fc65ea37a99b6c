import type { Account } from './account.ts';
import type { Execution, Trigger } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import type { Stage } from './stage.ts';

/** Executions before it are no rollback targets and not in filtered lists (API:RollbackStage, ListPipelineExecutions). */
export const FIRST_ROLLBACK_TARGET_TIME = Date.UTC(2024, 1, 1);

/** `succeededInStage` of ListPipelineExecutions: in the current structure version, since 1 February 2024. */
export function succeededInStage(pipeline: Pipeline, execution: Execution, stageName: string): boolean {
  return (
    execution.pipelineVersion === pipeline.version &&
    execution.startTime >= FIRST_ROLLBACK_TARGET_TIME &&
    execution.succeededStages.has(stageName)
  );
}

/** The target of `onFailure: ROLLBACK`: the most recent success in the stage (UG:stage-rollback-auto). */
export function automaticTarget(account: Account, pipeline: Pipeline, stage: Stage, failed: Execution) {
  const not = failed.rollbackTarget ?? failed;
  return pipeline.executions.findLast(
    (execution) =>
      execution.type === 'STANDARD' &&
      execution !== not &&
      account.shows(execution) &&
      succeededInStage(pipeline, execution, stage.name),
  );
}

/** A ROLLBACK execution of the target's revisions, variables and artifacts; it has yet to be started. */
export function rollbackExecution(
  account: Account,
  pipeline: Pipeline,
  target: Execution,
  trigger: Trigger,
): Execution {
  const now = account.clock.now();
  return {
    id: account.newId(),
    type: 'ROLLBACK',
    rollbackTarget: target,
    pipelineVersion: pipeline.version,
    mode: pipeline.declaration.executionMode,
    trigger,
    sourceRevisions: target.sourceRevisions,
    variables: target.variables,
    results: {},
    entries: {},
    startTime: now,
    lastUpdateTime: now,
    status: 'InProgress',
    attempt: 1,
    succeededStages: new Set(),
    actions: [],
  };
}
