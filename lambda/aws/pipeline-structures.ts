import { type CodePipelineClient, GetPipelineCommand, PipelineNotFoundException } from '@aws-sdk/client-codepipeline';
import type { PipelineStructures } from '../ports.ts';
import { reading } from './errors.ts';

/** Pipelines as they are declared (API:GetPipeline). */
export function codePipelineStructures(client: CodePipelineClient): PipelineStructures {
  return {
    of: (name) =>
      reading(`the declaration of pipeline "${name}"`, 'codepipeline:GetPipeline', async () => {
        try {
          const { pipeline } = await client.send(new GetPipelineCommand({ name }));
          return {
            version: pipeline?.version ?? 0,
            type: pipeline?.pipelineType ?? 'V1',
            executionMode: pipeline?.executionMode ?? 'SUPERSEDED',
            sources: (pipeline?.stages ?? [])
              .flatMap(({ actions = [] }) => actions)
              .filter(({ actionTypeId }) => actionTypeId?.category === 'Source')
              .map(({ name = '', actionTypeId }) => ({ name, provider: actionTypeId?.provider ?? '' })),
            variables: (pipeline?.variables ?? []).map(({ name: variable = '' }) => variable),
            stages: (pipeline?.stages ?? []).map((stage) => ({
              name: stage.name ?? '',
              actions: (stage.actions ?? []).map((action) => ({
                name: action.name ?? '',
                category: action.actionTypeId?.category ?? '',
              })),
            })),
          };
        } catch (error) {
          if (error instanceof PipelineNotFoundException) return 'not-found';
          throw error;
        }
      }),
  };
}
