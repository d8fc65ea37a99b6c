import type { SourceRevision } from './execution.ts';
import type { Pipeline } from './pipeline.ts';

/** A revision as a script or an override gives it. */
export type Revision = Omit<SourceRevision, 'actionName'>;

/** A revision for every source action: the given one, or else a commit that nobody has seen before. */
export function sourceRevisionsOf(
  pipeline: Pipeline,
  newId: () => string,
  given: (actionName: string) => Revision | undefined,
): readonly SourceRevision[] {
  const sources = pipeline.declaration.stages[0]?.actions ?? [];
  return sources.map(({ name }) => ({
    actionName: name,
    ...(given(name) ?? { revisionId: newId().replaceAll('-', '') }),
  }));
}
