import { type CodePipelineClient, GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import type { PipelineStructures } from '../ports.ts';
import { ifThere, reading } from './errors.ts';

/** Pipelines as they are declared (API:GetPipeline). */
export function codePipelineStructures(client: CodePipelineClient): PipelineStructures {
  return {
    of: (name) =>
      reading(`the declaration of pipeline "${name}"`, 'codepipeline:GetPipeline', async () => {
        const declared = await ifThere(client.send(new GetPipelineCommand({ name })), 'PipelineNotFoundException');
        if (declared === 'not-found') return declared;
        const { version = 0, pipelineType, executionMode, stages = [], variables = [] } = declared.pipeline ?? {};
        return {
          version,
          type: pipelineType ?? 'V1',
          executionMode: executionMode ?? 'SUPERSEDED',
          sources: stages
            .flatMap(({ actions = [] }) => actions)
            .filter(({ actionTypeId }) => actionTypeId?.category === 'Source')
            .map(({ name: source = '', actionTypeId }) => ({ name: source, provider: actionTypeId?.provider ?? '' })),
          variables: variables.map(({ name: variable = '' }) => variable),
          stages: stages.map(({ name: stage = '', actions = [] }) => ({
            name: stage,
            actions: actions.map(({ name: action = '', actionTypeId, configuration: { ActionMode: mode } = {} }) => ({
              name: action,
              category: actionTypeId?.category ?? '',
              ...(mode !== undefined && { mode }),
            })),
          })),
        };
      }),
  };
}
