import type { EpochMillis } from './time.ts';

/** Lower-case hex UUID of a pipeline execution. */
export type ExecutionId = string;

/** One source revision of an execution (`sourceRevisions` of ListPipelineExecutions). */
export interface Revision {
  /** The source action it came through. */
  readonly action: string;
  /** Commit id, image digest or object version; absent where CodePipeline names none. */
  readonly id?: string;
  /** First line of a commit message, where the source gives one. */
  readonly summary?: string;
  /** The message carries the marker `[no-rollback]`: a change that cannot be undone. */
  readonly noRollback?: true;
}

/** A pipeline execution as ListPipelineExecutions tells it. */
export interface Execution {
  readonly id: ExecutionId;
  readonly startedAt: EpochMillis;
  /** STANDARD where AWS says nothing: older executions omit the type. */
  readonly type: 'STANDARD' | 'ROLLBACK';
  /** The execution that a ROLLBACK went back to. */
  readonly rollbackTarget?: ExecutionId;
  readonly revisions: readonly Revision[];
  /** `ManualRollback`, `AutomatedRollback`, `Webhook`, ... */
  readonly triggerType?: string;
  /** For ManualRollback the ARN of the caller; for AutomatedRollback JSON that names the failed execution. */
  readonly triggerDetail?: string;
}

/** Whether a list is in the order in which the samples of the documentation are; none is promised. */
export function isNewestFirst(executions: readonly Execution[]): boolean {
  return executions.every(({ startedAt }, index) => startedAt <= (executions[index - 1]?.startedAt ?? startedAt));
}

/** `6f0c9f0e (3f2a91c "Add basket")`: short id and first revision, as people recognise a deployment. */
export function describeExecution({ id, revisions: [revision] }: Execution): string {
  const short = id.slice(0, 8);
  if (revision === undefined) return short;
  const summary = revision.summary === undefined ? '' : ` "${shortened(revision.summary)}"`;
  return `${short} (${shortId(revision)}${summary})`;
}

function shortened(line: string): string {
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** The first twelve digits of a commit id, or of the digest itself: `sha256:` in front of one says nothing. */
export function shortId(revision: Pick<Revision, 'id'> | undefined): string {
  const id = revision?.id;
  return id === undefined ? 'unknown' : id.slice(id.lastIndexOf(':') + 1).slice(0, 12);
}
