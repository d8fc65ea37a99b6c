import * as z from 'zod';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineName, parseInput, StageName, StageTransitionType } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';

const Input = z.object({ pipelineName: PipelineName, stageName: StageName, transitionType: StageTransitionType });

/** API:EnableStageTransition */
export function enableStageTransition(running: RunningPipelines): ImmediateOperation {
  const { account } = running;
  return {
    authorize: ({ pipelineName, stageName }) => [
      { action: 'codepipeline:EnableStageTransition', resource: account.stageArn(pipelineName, stageName) },
    ],
    handle: (input, caller) => {
      const { pipelineName, stageName, transitionType } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      running.enableTransition(pipeline, pipeline.stage(stageName), transitionType, caller.arn);
      return {};
    },
  };
}
