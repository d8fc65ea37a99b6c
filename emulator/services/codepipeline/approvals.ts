import type { ActionExecution } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import type { Stage, StageRun } from './stage.ts';
import type { StageRunner } from './stage-runner.ts';

/** What a person, or the controller, says to an approval. */
export interface ApprovalAnswer {
  readonly status: 'Approved' | 'Rejected';
  readonly summary: string;
  readonly callerArn: string;
}

/** An approval that waits for its answer. */
export interface PendingApproval {
  readonly run: StageRun;
  readonly action: ActionExecution;
}

/** The approvals that wait in a stage: at most one for each of its approval actions, but in a PARALLEL pipeline. */
export function pendingApprovals(pipeline: Pipeline, stage: Stage): readonly PendingApproval[] {
  const runs = [...pipeline.active].map((execution) => pipeline.runs.get(execution));
  return runs.flatMap((run) =>
    run?.stage !== stage
      ? []
      : [...run.inProgress.keys()].filter(({ token }) => token !== undefined).map((action) => ({ run, action })),
  );
}

/** Ends a waiting approval: an approved one succeeds, a rejected one fails, and so does its stage (UG:approvals). */
export function answerApproval(
  runner: StageRunner,
  pipeline: Pipeline,
  { run, action }: PendingApproval,
  { status, summary, callerArn }: ApprovalAnswer,
): void {
  action.answered = true;
  action.updatedBy = callerArn;
  action.summary = summary;
  if (status === 'Rejected') action.errorDetails = { code: 'ApprovalRejected', message: summary };
  runner.actions.end(pipeline, run, action, status === 'Approved' ? 'Succeeded' : 'Failed');
}
