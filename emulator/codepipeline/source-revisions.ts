import type { Account } from './account.ts';
import type { SourceRevision } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import { s3Revision } from './s3-actions.ts';

/** A revision as a script or an override gives it. */
export type Revision = Omit<SourceRevision, 'actionName'>;

/**
 * A revision for every source action: the given one, or else the version of the object that an S3 source reads, or else a
 * commit that nobody has seen before.
 */
export function sourceRevisionsOf(
  { newId, objects }: Pick<Account, 'newId' | 'objects'>,
  pipeline: Pipeline,
  given: (actionName: string) => Revision | undefined,
): readonly SourceRevision[] {
  const sources = pipeline.declaration.stages[0]?.actions ?? [];
  return sources.map((action) => ({
    actionName: action.name,
    ...(given(action.name) ?? s3Revision(objects, action) ?? { revisionId: newId().replaceAll('-', '') }),
  }));
}
