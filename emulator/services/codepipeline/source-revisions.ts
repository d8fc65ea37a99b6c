import type { Account } from './account.ts';
import type { ActionDeclaration } from './declaration.ts';
import type { Execution, SourceRevision } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import { s3Revision } from './s3-actions.ts';
import type { Switches } from './switches.ts';

/** A revision as a script or an override gives it. */
export type Revision = Omit<SourceRevision, 'actionName'>;

/** A source that reads a repository through a connection. */
const CONNECTION = 'CodeStarSourceConnection';

/**
 * A revision for every source action: the given one, or else the version of the object that an S3 source reads, or else a
 * commit that nobody has seen before.
 */
export function sourceRevisionsOf(
  { newId, objects }: Pick<Account, 'newId' | 'objects'>,
  pipeline: Pipeline,
  given: (actionName: string) => Revision | undefined,
): readonly SourceRevision[] {
  return sourceActions(pipeline, pipeline.version).map((action) => ({
    actionName: action.name,
    ...(given(action.name) ?? s3Revision(objects, action) ?? { revisionId: newId().replaceAll('-', '') }),
  }));
}

export function sourceActions(pipeline: Pipeline, version: number): readonly ActionDeclaration[] {
  return pipeline.declarationOf(version).stages[0]?.actions ?? [];
}

/** The revisions of an execution as GetPipelineExecution and ListPipelineExecutions answer them. */
export function shownRevisions(
  pipeline: Pipeline,
  { pipelineVersion, sourceRevisions }: Execution,
  { connectionRevisionSummary }: Switches,
): readonly SourceRevision[] {
  if (connectionRevisionSummary === 'message') return sourceRevisions;
  const connected = sourceActions(pipeline, pipelineVersion).filter(isConnected);
  return sourceRevisions.map((revision) =>
    revision.revisionSummary === undefined || connected.every(({ name }) => name !== revision.actionName)
      ? revision
      : { ...revision, revisionSummary: connectionSummary(revision.revisionSummary) },
  );
}

/** The summary that a source action ends with: that of its revision, which a connection wraps into JSON. */
export function sourceSummary({ sourceRevisions }: Execution, source: ActionDeclaration): string | undefined {
  if (source.actionTypeId.category !== 'Source') return undefined;
  const summary = sourceRevisions.find(({ actionName }) => actionName === source.name)?.revisionSummary;
  return summary === undefined || !isConnected(source) ? summary : connectionSummary(summary);
}

/** What a connection to GitHub says of a commit, as real pipelines show it; a text that is such JSON already stays so. */
export function connectionSummary(commitMessage: string): string {
  if (commitMessage.startsWith('{"ProviderType":')) return commitMessage;
  return JSON.stringify({ ProviderType: 'GitHub', CommitMessage: commitMessage });
}

function isConnected({ actionTypeId }: ActionDeclaration): boolean {
  return actionTypeId.provider === CONNECTION;
}
