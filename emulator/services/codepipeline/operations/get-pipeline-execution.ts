import * as z from 'zod';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineExecutionId, PipelineName, parseInput } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { shownRevisions, sourceActions } from '../source-revisions.ts';
import { epochSeconds, executionKind } from '../wire.ts';

const Input = z.object({ pipelineName: PipelineName, pipelineExecutionId: PipelineExecutionId });

/** API:GetPipelineExecution */
export function getPipelineExecution({ account }: RunningPipelines): ImmediateOperation {
  return {
    authorize: ({ pipelineName }) => [
      { action: 'codepipeline:GetPipelineExecution', resource: account.pipelineArn(pipelineName) },
    ],
    handle: (input) => {
      const { pipelineName, pipelineExecutionId } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      const execution = account.execution(pipeline, pipelineExecutionId);
      const sources = sourceActions(pipeline, execution.pipelineVersion);
      return {
        pipelineExecution: {
          pipelineName,
          pipelineVersion: execution.pipelineVersion,
          pipelineExecutionId,
          status: execution.status,
          artifactRevisions: shownRevisions(pipeline, execution, account.switches).map(
            ({ actionName, ...revision }) => ({
              name: sources.find(({ name }) => name === actionName)?.outputArtifacts[0]?.name ?? actionName,
              ...revision,
              created: epochSeconds((execution.rollbackTarget ?? execution).startTime),
            }),
          ),
          ...(pipeline.declaration.pipelineType === 'V1' ? {} : { variables: execution.variables }),
          ...executionKind(execution, account.switches),
        },
      };
    },
  };
}
