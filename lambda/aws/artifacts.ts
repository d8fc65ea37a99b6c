import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  paginateListActionExecutions,
  type S3Location,
} from '@aws-sdk/client-codepipeline';
import type { Artifacts } from '../ports.ts';
import { reading } from './errors.ts';
import { nameOfObject, type ObjectPlace } from './object-heads.ts';

export interface Stores {
  readonly isThere: (object: ObjectPlace) => Promise<boolean>;
  /** The buckets that may be looked into; every one where absent. */
  readonly buckets?: readonly string[];
  /** Of buckets whose action does not say where it ran. */
  readonly region: string;
}

/** The artifacts of executions, in the buckets of their pipelines. */
export function s3Artifacts(client: CodePipelineClient, { isThere, buckets, region }: Stores): Artifacts {
  return {
    gone: async ({ pipeline, stage }, executionId) => {
      const details = await reading(
        `the actions of execution ${executionId}`,
        'codepipeline:ListActionExecutions',
        () => actionsOf(client, pipeline, executionId),
      );
      const inStage = details.filter(({ stageName }) => stageName === stage);
      const taken = inputsOf(inStage, region).filter(({ bucket }) => buckets?.includes(bucket) ?? true);
      const looked = await Promise.all(taken.map(async (one) => ({ one, there: await isThere(one) })));
      return looked
        .filter(({ there }) => !there)
        .map(({ one }) => ({ action: one.action, artifact: nameOfObject(one) }));
    },
  };
}

async function actionsOf(client: CodePipelineClient, pipelineName: string, pipelineExecutionId: string) {
  const details: ActionExecutionDetail[] = [];
  const pages = paginateListActionExecutions({ client }, { pipelineName, filter: { pipelineExecutionId } });
  for await (const { actionExecutionDetails = [] } of pages) details.push(...actionExecutionDetails);
  return details;
}

/** What comes into a stage from the stages before: what its own actions hand on to each other is made anew when they run again. */
function inputsOf(details: readonly ActionExecutionDetail[], home: string) {
  const made = new Set(details.flatMap(({ output }) => namesOf(output?.outputArtifacts)));
  const inputs = details.flatMap(({ actionName: action = '', input }) =>
    (input?.inputArtifacts ?? []).flatMap(({ s3location }) => {
      const { bucket, key } = s3location ?? {};
      if (bucket === undefined || key === undefined || made.has(nameOfObject({ bucket, key }))) return [];
      return [{ action, bucket, key, region: input?.region ?? home }];
    }),
  );
  return [...new Map(inputs.map((one) => [nameOfObject(one), one])).values()];
}

function namesOf(artifacts: readonly { readonly s3location?: S3Location | undefined }[] | undefined): string[] {
  return (artifacts ?? []).flatMap(({ s3location: { bucket, key } = {} }) =>
    bucket === undefined || key === undefined ? [] : [nameOfObject({ bucket, key })],
  );
}
