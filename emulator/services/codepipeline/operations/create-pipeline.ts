import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { PipelineDeclaration } from '../declaration.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { parseInput } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { declarationBody, declaredName } from './update-pipeline.ts';

const Input = z.object({
  pipeline: PipelineDeclaration,
  tags: z.array(z.object({ key: z.string().min(1).max(128), value: z.string().max(256) })).default([]),
});

/** API:CreatePipeline. The first execution, which AWS starts at once, is left to the caller (BEHAVIOUR.md, deviations). */
export function createPipeline(running: RunningPipelines): ImmediateOperation {
  const { account } = running;
  return {
    authorize: (input) => [
      { action: 'codepipeline:CreatePipeline', resource: account.pipelineArn(declaredName(input)) },
    ],
    handle: (input) => {
      const { pipeline: declaration, tags } = parseInput(Input, input);
      if (account.pipelines.has(declaration.name)) {
        throw new ServiceError(
          'PipelineNameInUseException',
          `A pipeline with the name '${declaration.name}' already exists in account '${account.identity.accountId}'`,
        );
      }
      const pipeline = running.create(declaration);
      for (const { key, value } of tags) pipeline.tags.set(key, value);
      return { pipeline: declarationBody(pipeline), ...(tags.length > 0 && { tags }) };
    },
  };
}
