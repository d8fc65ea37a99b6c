import type { EpochMillis } from './time.ts';

/** Lower-case hex UUID of a pipeline execution. */
export type ExecutionId = string;

/** One source revision of an execution (`sourceRevisions` of ListPipelineExecutions). */
export interface Revision {
  /** The source action it came through. */
  readonly action: string;
  /** Commit id, image digest or object version. */
  readonly id: string;
  /** First line of a commit message, where the source gives one. */
  readonly summary?: string;
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

/**
 * The execution whose failure in a stage made the pipeline roll back by itself: `triggerDetail` of an AutomatedRollback is
 * the JSON text `{"FailedPipelineExecutionId":"..."}` (UG:stage-rollback-auto).
 */
export function failedExecution({ triggerType, triggerDetail = '' }: Execution): ExecutionId | undefined {
  if (triggerType !== 'AutomatedRollback') return undefined;
  return /"FailedPipelineExecutionId"\s*:\s*"([^"]+)"/.exec(triggerDetail)?.[1];
}

/** Whether a list is in the order in which the samples of the documentation are; none is promised. */
export function isNewestFirst(executions: readonly Execution[]): boolean {
  return executions.every(({ startedAt }, index) => startedAt <= (executions[index - 1]?.startedAt ?? startedAt));
}

/** Whether both executions carry the same source. Without revisions on either side nothing can be said: not the same. */
export function sameRevisions(one: Execution, other: Execution): boolean {
  if (one.revisions.length === 0 || one.revisions.length !== other.revisions.length) return false;
  return one.revisions.every((revision) =>
    other.revisions.some((candidate) => candidate.action === revision.action && candidate.id === revision.id),
  );
}

/** `6f0c9f0e (3f2a91c "Add basket")`: short id and first revision, as people recognise a deployment. */
export function describeExecution(execution: Execution): string {
  const [revision] = execution.revisions;
  const short = execution.id.slice(0, 8);
  if (revision === undefined) return short;
  const summary = revision.summary === undefined ? '' : ` "${firstLine(revision.summary)}"`;
  return `${short} (${revision.id.slice(0, 12)}${summary})`;
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
