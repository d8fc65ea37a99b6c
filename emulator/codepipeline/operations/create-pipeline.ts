import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { PipelineDeclaration } from '../declaration.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { parseInput } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { declarationBody, declaredName } from './update-pipeline.ts';

const Input = z.object({ pipeline: PipelineDeclaration });

/** API:CreatePipeline. The first execution, which AWS starts at once, is left to the caller (BEHAVIOUR.md, deviations). */
export function createPipeline(running: RunningPipelines): ImmediateOperation {
  const { account } = running;
  return {
    authorize: (input) => [
      { action: 'codepipeline:CreatePipeline', resource: account.pipelineArn(declaredName(input)) },
    ],
    handle: (input) => {
      const { pipeline: declaration } = parseInput(Input, input);
      if (account.pipelines.has(declaration.name)) {
        throw new ServiceError(
          'PipelineNameInUseException',
          `A pipeline with the name '${declaration.name}' already exists in account '${account.identity.accountId}'`,
        );
      }
      return { pipeline: declarationBody(running.create(declaration)) };
    },
  };
}
