import * as z from 'zod';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineName, parseInput, StageName, StageTransitionType } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';

const Input = z.object({
  pipelineName: PipelineName,
  stageName: StageName,
  transitionType: StageTransitionType,
  reason: z
    .string()
    .min(1)
    .max(300)
    .regex(
      /^[a-zA-Z0-9!@ ().*?-]+$/,
      'Member must satisfy regular expression pattern: [a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+',
    ),
});

/** API:DisableStageTransition. What is in the stage goes on; what comes waits. */
export function disableStageTransition({ account }: RunningPipelines): ImmediateOperation {
  return {
    authorize: ({ pipelineName, stageName }) => [
      { action: 'codepipeline:DisableStageTransition', resource: account.stageArn(pipelineName, stageName) },
    ],
    handle: (input, caller) => {
      const { pipelineName, stageName, transitionType, reason } = parseInput(Input, input);
      const stage = account.pipeline(pipelineName).stage(stageName);
      const disabled = {
        enabled: false,
        lastChangedBy: caller.arn,
        lastChangedAt: account.clock.now(),
        disabledReason: reason,
      };
      if (transitionType === 'Inbound') stage.inbound = disabled;
      else stage.outbound = disabled;
      return {};
    },
  };
}
