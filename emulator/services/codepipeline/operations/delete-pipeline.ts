import * as z from 'zod';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineName, parseInput } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';

const Input = z.object({ name: PipelineName });

/** API:DeletePipeline. Its model has no PipelineNotFoundException: one that is not there is deleted, too. */
export function deletePipeline(running: RunningPipelines): ImmediateOperation {
  const { account } = running;
  return {
    authorize: ({ name }) => [{ action: 'codepipeline:DeletePipeline', resource: account.pipelineArn(name) }],
    handle: (input) => {
      running.delete(parseInput(Input, input).name);
      return {};
    },
  };
}
