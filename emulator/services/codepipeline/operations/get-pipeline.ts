import * as z from 'zod';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineName, parseInput } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { epochSeconds } from '../wire.ts';
import { declarationBody } from './update-pipeline.ts';

const Input = z.object({ name: PipelineName, version: z.int().min(1).optional() });

/** API:GetPipeline */
export function getPipeline({ account }: RunningPipelines): ImmediateOperation {
  return {
    authorize: ({ name }) => [{ action: 'codepipeline:GetPipeline', resource: account.pipelineArn(name) }],
    handle: (input) => {
      const { name, version } = parseInput(Input, input);
      const pipeline = account.pipeline(name);
      return {
        pipeline: declarationBody(pipeline, version),
        metadata: {
          pipelineArn: account.pipelineArn(name),
          created: epochSeconds(pipeline.created),
          updated: epochSeconds(pipeline.updated),
        },
      };
    },
  };
}
