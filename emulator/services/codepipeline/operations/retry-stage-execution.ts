import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { RetryMode } from '../declaration.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineExecutionId, PipelineName, parseInput, StageName } from '../input.ts';
import type { Pipeline } from '../pipeline.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import type { Stage, StageRun } from '../stage.ts';

const Input = z.object({
  pipelineName: PipelineName,
  stageName: StageName,
  pipelineExecutionId: PipelineExecutionId,
  retryMode: RetryMode,
});

/** API:RetryStageExecution: the same execution goes on, one attempt further. */
export function retryStageExecution(running: RunningPipelines): ImmediateOperation {
  const { account, runner } = running;
  return {
    authorize: ({ pipelineName, stageName }) => [
      { action: 'codepipeline:RetryStageExecution', resource: account.stageArn(pipelineName, stageName) },
    ],
    handle: (input) => {
      const { pipelineName, stageName, pipelineExecutionId, retryMode } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      const run = latestRun(pipeline, pipeline.stage(stageName), pipelineExecutionId);
      if (!isRetryable(pipeline, run)) {
        throw new ServiceError(
          'StageNotRetryableException',
          `Stage ${stageName} is ${run.status} in version ${run.execution.pipelineVersion} and cannot be retried`,
        );
      }
      if (running.isFull(pipeline)) {
        throw new ServiceError(
          'ConcurrentPipelineExecutionsLimitExceededException',
          `Pipeline ${pipelineName} has the most concurrent executions it can have`,
        );
      }
      runner.retry(pipeline, run, retryMode, 'ManualStageRetry');
      return { pipelineExecutionId };
    },
  };
}

function latestRun(pipeline: Pipeline, stage: Stage, executionId: string): StageRun {
  const parallel = pipeline.declaration.executionMode === 'PARALLEL';
  const run = parallel ? runIn(pipeline, stage, executionId) : stage.latest;
  if (run?.execution.id !== executionId) {
    throw new ServiceError(
      'NotLatestPipelineExecutionException',
      `Execution ${executionId} is not the latest in stage ${stage.name}`,
    );
  }
  return run;
}

function runIn(pipeline: Pipeline, stage: Stage, executionId: string): StageRun | undefined {
  const execution = pipeline.find(executionId);
  const run = execution && pipeline.runs.get(execution);
  return run?.stage === stage ? run : undefined;
}

/** Only failed and stopped stages, and not after an edit of the pipeline. */
function isRetryable(pipeline: Pipeline, { status, execution }: StageRun): boolean {
  return (status === 'Failed' || status === 'Stopped') && execution.pipelineVersion === pipeline.version;
}
