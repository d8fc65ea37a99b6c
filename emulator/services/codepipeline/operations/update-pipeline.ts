import * as z from 'zod';
import type { JsonObject } from '../../../account/json-object.ts';
import { PipelineDeclaration } from '../declaration.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { parseInput } from '../input.ts';
import type { Pipeline } from '../pipeline.ts';
import type { RunningPipelines } from '../running-pipelines.ts';

const Input = z.object({ pipeline: PipelineDeclaration });
const Named = z.object({ pipeline: z.object({ name: z.string() }) });

/** API:UpdatePipeline: version + 1, whatever changed; the version in the input is ignored. */
export function updatePipeline(running: RunningPipelines): ImmediateOperation {
  const { account } = running;
  return {
    authorize: (input) => [
      { action: 'codepipeline:UpdatePipeline', resource: account.pipelineArn(declaredName(input)) },
    ],
    handle: (input) => {
      const { pipeline: declaration } = parseInput(Input, input);
      const pipeline = account.pipeline(declaration.name);
      running.edit(pipeline, declaration);
      return { pipeline: declarationBody(pipeline) };
    },
  };
}

/** The declaration as AWS answers it: with the version. */
export function declarationBody(pipeline: Pipeline, version = pipeline.version): JsonObject {
  return { ...pipeline.declarationOf(version), version };
}

/** The name in a raw input that may be malformed. */
export function declaredName(input: JsonObject): string {
  const parsed = Named.safeParse(input);
  return parsed.success ? parsed.data.pipeline.name : '';
}
