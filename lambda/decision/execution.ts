import * as z from 'zod/mini';
import { cut } from './cut.ts';
import type { Stored } from './stored.ts';
import { Time } from './time.ts';

/** Lower-case hex UUID of a pipeline execution. */
export type ExecutionId = string;

/** One source revision of an execution (`sourceRevisions` of ListPipelineExecutions). */
const Revision = z.object({
  /** The source action it came through. */
  action: z.string(),
  /** Commit id, image digest or object version; absent where CodePipeline names none. */
  id: z.exactOptional(z.string()),
  /** First line of a commit message, where the source gives one. */
  summary: z.exactOptional(z.string()),
  /** The message carries the marker `[no-rollback]`: a change that cannot be undone. */
  noRollback: z.exactOptional(z.literal(true)),
});
export type Revision = Stored<typeof Revision>;

/** A pipeline execution as ListPipelineExecutions tells it. */
export const Execution = z.object({
  id: z.string(),
  startedAt: Time,
  /** STANDARD where AWS says nothing: older executions omit the type. */
  type: z.enum(['STANDARD', 'ROLLBACK']),
  /** The execution that a ROLLBACK went back to. */
  rollbackTarget: z.exactOptional(z.string()),
  revisions: z.array(Revision),
  /** `ManualRollback`, `AutomatedRollback`, `Webhook`, ... */
  triggerType: z.exactOptional(z.string()),
  /** For ManualRollback the ARN of the caller; for AutomatedRollback JSON that names the failed execution. */
  triggerDetail: z.exactOptional(z.string()),
  /** Who made the change, where that is known: no list tells it. */
  author: z.exactOptional(z.string()),
});
export type Execution = Stored<typeof Execution>;

/** Whether a list is in the order in which the samples of the documentation are; none is promised. */
export function isNewestFirst(executions: readonly Execution[]): boolean {
  return executions.every(({ startedAt }, index) => startedAt <= (executions[index - 1]?.startedAt ?? startedAt));
}

/** `6f0c9f0e (3f2a91c "Add basket" by Mary Major)`: short id, first revision and author, as people recognise a deployment. */
export function describeExecution({ id, revisions: [revision], author }: Execution): string {
  const short = id.slice(0, 8);
  if (revision === undefined) return short;
  const summary = revision.summary === undefined ? '' : ` "${cut(revision.summary, 60)}"`;
  const by = author === undefined ? '' : ` by ${author}`;
  return `${short} (${shortId(revision)}${summary}${by})`;
}

/** The first twelve digits of a commit id, or of the digest itself: `sha256:` in front of one says nothing. */
export function shortId(revision: Pick<Revision, 'id'> | undefined): string {
  const id = revision?.id;
  return id === undefined ? 'unknown' : id.slice(id.lastIndexOf(':') + 1).slice(0, 12);
}
