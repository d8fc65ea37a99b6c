import type { Execution, Trigger } from './execution.ts';
import type { Revision } from './source-revisions.ts';

/** An execution that a test or a story starts. */
export interface ScriptedStart {
  readonly pipeline: string;
  /** What every source action takes, but those of `revisions`; default a commit that nobody has seen before. */
  readonly revision?: Revision;
  /** What a source takes, by source action; one without `revisionId` is one that CodePipeline does not name. */
  readonly revisions?: { readonly [source: string]: Revision };
  /** Values of variables of the pipeline; the others have their defaults. */
  readonly variables?: { readonly [name: string]: string };
  /** How stages (`STAGE`) and actions (`STAGE/ACTION`) go; default as `PipelineScript.setResult` says, else Succeeded. */
  readonly results?: Execution['results'];
  /** How entry conditions go, by stage; default as `PipelineScript.setEntryCondition` says, else they pass at once. */
  readonly entries?: Execution['entries'];
  /** Default a push to a connected repository. */
  readonly trigger?: Trigger;
}
