import * as z from 'zod/mini';
import type { Execution } from './execution.ts';
import type { PipelineStructure, SourceAction } from './pipeline-structure.ts';
import { Variable } from './release.ts';
import type { Stored } from './stored.ts';

const SourceRevision = z.object({
  action: z.string(),
  type: z.enum(['COMMIT_ID', 'IMAGE_DIGEST', 'S3_OBJECT_VERSION_ID']),
  value: z.string(),
});
type SourceRevision = Stored<typeof SourceRevision>;

/** What StartPipelineExecution is asked for, so that the pipeline runs a release again (API:SourceRevisionOverride). */
export const Redeployment = z.object({
  revisions: z.array(SourceRevision),
  /** Those that the pipeline declares; any other takes its default. */
  variables: z.array(Variable),
});
export type Redeployment = Stored<typeof Redeployment>;

/**
 * What a revision of a source is, by its provider (UG:pipelines-trigger-source-overrides): the lists of executions do not say. S3_OBJECT_KEY is
 * left out: an S3 source that takes other keys fails in itself where the version is not one of its configured key, and nothing is deployed.
 */
const TYPES: { readonly [provider: string]: SourceRevision['type'] | undefined } = {
  CodeCommit: 'COMMIT_ID',
  CodeStarSourceConnection: 'COMMIT_ID',
  GitHub: 'COMMIT_ID',
  ECR: 'IMAGE_DIGEST',
  S3: 'S3_OBJECT_VERSION_ID',
};

/** It waits in the stage's item, of which 100 KB is the most. */
const MOST_CHARACTERS = 20_000;

/**
 * The release of an execution for the pipeline as it is declared now, or why that cannot be said: a source without a revision would take its
 * newest, which is another release.
 */
export function redeploymentOf(
  { id, revisions }: Execution,
  variables: readonly Variable[],
  structure: PipelineStructure,
): Redeployment | string {
  const found = structure.sources.map((source) => revisionOf(source, revisions));
  const problems = [
    ...(mutatesItself(structure) ? [MUTATES] : []),
    ...found.filter((one) => typeof one === 'string'),
    ...revisions
      .filter(({ action }) => !structure.sources.some(({ name }) => name === action))
      .map(({ action }) => `its source action "${action}" is no longer in the pipeline`),
  ];
  if (problems.length > 0) return `execution ${id} cannot be run again: ${problems.join('; ')}`;
  const redeployment: Redeployment = {
    revisions: found.filter((one) => typeof one !== 'string'),
    variables: variables.filter(({ name, value }) => value !== '' && structure.variables.includes(name)),
  };
  return JSON.stringify(redeployment).length > MOST_CHARACTERS
    ? `the revisions and variables of execution ${id} are more than are kept`
    : redeployment;
}

const MUTATES =
  'the pipeline mutates itself: with an older commit it would become what it was then, which cancels the execution and starts one with the newest commit; revert instead';

/** CDK Pipelines: the action that updates the pipeline has this name, whatever its pipeline is called. */
function mutatesItself({ stages }: PipelineStructure): boolean {
  return stages.some(({ actions }) => actions.some(({ name }) => name === 'SelfMutate'));
}

function revisionOf({ name, provider }: SourceAction, revisions: Execution['revisions']): SourceRevision | string {
  const type = TYPES[provider];
  if (type === undefined) return `source action "${name}" is of provider ${provider}, which cannot be told a revision`;
  const value = revisions.find(({ action }) => action === name)?.id;
  return value === undefined
    ? `the revision that it took from source action "${name}" is not known`
    : { action: name, type, value };
}
