import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { isActive } from '../execution.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineExecutionId, PipelineName, parseInput } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';

const Input = z.object({
  pipelineName: PipelineName,
  pipelineExecutionId: PipelineExecutionId,
  abandon: z.boolean().default(false),
  reason: z.string().max(200).optional(),
});

/** API:StopPipelineExecution */
export function stopPipelineExecution({ account, runner }: RunningPipelines): ImmediateOperation {
  return {
    authorize: ({ pipelineName }) => [
      { action: 'codepipeline:StopPipelineExecution', resource: account.pipelineArn(pipelineName) },
    ],
    handle: (input) => {
      const { pipelineName, pipelineExecutionId, abandon, reason } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      const execution = pipeline.find(pipelineExecutionId);
      if (execution === undefined || !isActive(execution)) {
        throw new ServiceError(
          'PipelineExecutionNotStoppableException',
          `Execution ${pipelineExecutionId} is ${execution?.status ?? 'unknown'} and cannot be stopped`,
        );
      }
      if (execution.status === 'Stopping' && !abandon) {
        throw new ServiceError(
          'DuplicatedStopRequestException',
          `Execution ${pipelineExecutionId} is already stopping; it can only be abandoned`,
        );
      }
      if (reason !== undefined) execution.stopReason = reason;
      runner.stop(pipeline, execution, abandon);
      return { pipelineExecutionId };
    },
  };
}
