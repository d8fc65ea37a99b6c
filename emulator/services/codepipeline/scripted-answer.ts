import { type ApprovalAnswer, answerApproval, pendingApprovals } from './approvals.ts';
import type { Pipeline } from './pipeline.ts';
import { APPROVAL_ACTION } from './pipeline-story.ts';
import type { StageReference } from './stage-reference.ts';
import type { StageRunner } from './stage-runner.ts';

/** An approval by a person; the action is the one of `approval: true` unless named. */
export interface ScriptedAnswer extends StageReference {
  readonly action?: string;
  /** What the person writes. */
  readonly comment?: string;
  readonly callerArn?: string;
}

/** The action that waits is answered. Throws where none of that name does. */
export function answerScripted(
  runner: StageRunner,
  pipeline: Pipeline,
  {
    stage,
    status,
    callerArn,
    action = APPROVAL_ACTION,
    comment: summary = status,
  }: ScriptedAnswer & Pick<ApprovalAnswer, 'status' | 'callerArn'>,
): void {
  const waiting = pendingApprovals(pipeline, pipeline.stage(stage)).find(
    (pending) => pending.action.declaration.name === action,
  );
  if (waiting === undefined) throw new Error(`no approval ${action} waits in ${pipeline.name}/${stage}`);
  answerApproval(runner, pipeline, waiting, { status, summary, callerArn });
}
