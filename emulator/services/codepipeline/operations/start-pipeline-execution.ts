import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { ActionName, PipelineName, parseInput, VariableName } from '../input.ts';
import type { Pipeline } from '../pipeline.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { type Revision, sourceRevisionsOf } from '../source-revisions.ts';
import { checkOverrides, checkVariables } from '../start-overrides.ts';

const Input = z.object({
  name: PipelineName,
  clientRequestToken: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[a-zA-Z0-9-]+$/)
    .optional(),
  variables: z
    .array(z.object({ name: VariableName, value: z.string().min(1).max(1000) }))
    .min(1)
    .max(50)
    .optional(),
  sourceRevisions: z
    .array(
      z.object({
        actionName: ActionName,
        revisionType: z.enum(['COMMIT_ID', 'IMAGE_DIGEST', 'S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY']),
        revisionValue: z.string().min(1).max(1500),
      }),
    )
    .max(50)
    .optional(),
});

/** API:StartPipelineExecution. A repeated clientRequestToken answers the first execution, whatever else is asked [assumed]. */
export function startPipelineExecution(running: RunningPipelines): ImmediateOperation {
  const { account } = running;
  return {
    authorize: ({ name }) => [{ action: 'codepipeline:StartPipelineExecution', resource: account.pipelineArn(name) }],
    handle: (input, caller) => {
      const { name, clientRequestToken, variables = [], sourceRevisions = [] } = parseInput(Input, input);
      const pipeline = account.pipeline(name);
      const before = clientRequestToken === undefined ? undefined : pipeline.startTokens.get(clientRequestToken);
      if (before !== undefined) return { pipelineExecutionId: before };
      checkOverrides(pipeline, sourceRevisions);
      checkVariables(pipeline, variables);
      if (running.isFull(pipeline)) {
        throw new ServiceError(
          'ConcurrentPipelineExecutionsLimitExceededException',
          `Pipeline ${name} has the most concurrent executions it can have`,
        );
      }
      const { id } = running.start(pipeline, {
        trigger: { triggerType: 'StartPipelineExecution', triggerDetail: caller.arn },
        sourceRevisions: sourceRevisionsOf(account, pipeline, (actionName) => {
          const overrides = sourceRevisions.filter((revision) => revision.actionName === actionName);
          // With a key beside it, the version is the revision.
          const override = overrides.find(({ revisionType }) => revisionType !== 'S3_OBJECT_KEY') ?? overrides[0];
          return override && knownRevision(pipeline, actionName, override.revisionValue);
        }),
        variables: Object.fromEntries(variables.map((variable) => [variable.name, variable.value])),
      });
      if (clientRequestToken !== undefined) pipeline.startTokens.set(clientRequestToken, id);
      return { pipelineExecutionId: id };
    },
  };
}

/** A revision that the pipeline took before has the summary that it had then: the message of the same commit. */
function knownRevision({ executions }: Pipeline, actionName: string, revisionId: string): Revision {
  const known = executions
    .flatMap(({ sourceRevisions }) => sourceRevisions)
    .find((revision) => revision.actionName === actionName && revision.revisionId === revisionId);
  return known ?? { revisionId };
}
