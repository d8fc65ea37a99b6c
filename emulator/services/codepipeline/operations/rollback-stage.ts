import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import type { Account } from '../account.ts';
import type { Execution } from '../execution.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineExecutionId, PipelineName, parseInput, StageName } from '../input.ts';
import type { Pipeline } from '../pipeline.ts';
import { FIRST_ROLLBACK_TARGET_TIME } from '../rollback.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import type { Stage } from '../stage.ts';
import type { RollbackObstacle } from '../switches.ts';

const Input = z.object({
  pipelineName: PipelineName,
  stageName: StageName,
  targetPipelineExecutionId: PipelineExecutionId,
});

/** API:RollbackStage. No idempotency token: every accepted call is a new ROLLBACK execution. */
export function rollbackStage(running: RunningPipelines): ImmediateOperation {
  const { account } = running;
  return {
    authorize: ({ pipelineName, stageName }) => [
      { action: 'codepipeline:RollbackStage', resource: account.stageArn(pipelineName, stageName) },
    ],
    handle: (input, caller) => {
      const { pipelineName, stageName, targetPipelineExecutionId } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      const stage = pipeline.stage(stageName);
      const target = account.execution(pipeline, targetPipelineExecutionId);
      const obstacle = obstacleTo(account, pipeline, stage, target);
      if (obstacle !== undefined) throw refusal(account, obstacle, `${pipelineName}/${stageName}`, target);

      const { id } = running.startRollback(pipeline, stage, target, {
        triggerType: 'ManualRollback',
        triggerDetail: caller.arn,
      });
      account.acceptedRollbacks.push({
        pipelineName,
        stageName,
        targetPipelineExecutionId,
        pipelineExecutionId: id,
        callerArn: caller.arn,
        time: account.clock.now(),
      });
      return { pipelineExecutionId: id };
    },
  };
}

/** The documented preconditions, in the order our fact sheet suggests. */
function obstacleTo(
  { switches }: Account,
  pipeline: Pipeline,
  stage: Stage,
  target: Execution,
): RollbackObstacle | undefined {
  const { pipelineType, executionMode } = pipeline.declaration;
  if (pipelineType === 'V1') return 'v1Pipeline';
  if (executionMode === 'PARALLEL') return 'parallelMode';
  if (stage.isSource) return 'sourceStage';
  if (target.pipelineVersion !== pipeline.version) return 'versionChanged';
  if (target.startTime < FIRST_ROLLBACK_TARGET_TIME) return 'beforeFebruary2024';
  if (target.type === 'ROLLBACK') return 'rollbackTypeTarget';
  if (!target.succeededStages.has(stage.name)) return 'notSucceededInStage';
  if (stage.isRunning) return 'stageRunning';
  if (stage.latest?.status === 'Skipped') return 'stageSkipped';
  if (switches.disabledTransitionAndRollback === 'refuses' && !pipeline.gateIsOpen(stage)) return 'transitionDisabled';
  return undefined;
}

const EXPLANATIONS: Readonly<Record<RollbackObstacle, string>> = {
  v1Pipeline: 'the pipeline is of type V1',
  parallelMode: 'the pipeline runs in PARALLEL mode',
  sourceStage: 'it is a source stage',
  versionChanged: 'the pipeline version has changed since the target execution',
  beforeFebruary2024: 'the target execution is from before 1 February 2024',
  rollbackTypeTarget: 'the target execution is itself a rollback',
  notSucceededInStage: 'the target execution did not succeed in the stage',
  stageRunning: 'the stage is currently running',
  stageSkipped: 'the stage was skipped',
  transitionDisabled: 'the inbound transition is disabled',
};

function refusal({ switches }: Account, obstacle: RollbackObstacle, stage: string, { id }: Execution): ServiceError {
  return new ServiceError(
    switches.rollbackErrors[obstacle],
    `Unable to roll back stage ${stage} to execution ${id}: ${EXPLANATIONS[obstacle]}`,
  );
}
