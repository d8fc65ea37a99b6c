import type { ActionExecution } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import type { RunningPipelines } from './running-pipelines.ts';
import type { StageRun } from './stage.ts';

/** How somebody answered an approval. */
export interface Answer {
  readonly status: 'Approved' | 'Rejected';
  readonly callerArn: string;
  readonly summary: string;
}

/** The approval of that name that waits for an answer in the stage. */
export function waitingApproval(run: StageRun | undefined, actionName: string): ActionExecution | undefined {
  return [...(run?.inProgress.keys() ?? [])].find(
    ({ declaration, token }) => declaration.name === actionName && token !== undefined,
  );
}

/** Ends the approval: an approved one has succeeded, a rejected one has failed. */
export function answerApproval(
  { runner }: RunningPipelines,
  pipeline: Pipeline,
  run: StageRun,
  approval: ActionExecution,
  { status, callerArn, summary }: Answer,
): void {
  approval.updatedBy = callerArn;
  approval.summary = summary;
  if (status === 'Rejected') approval.errorDetails = { code: 'ApprovalRejected', message: 'Rejected' };
  runner.actions.end(pipeline, run, approval, status === 'Approved' ? 'Succeeded' : 'Failed');
}
