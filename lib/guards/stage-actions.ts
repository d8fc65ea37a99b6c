/** Without these and the next three a rollback happens all the same, but nothing is frozen, released, started or stopped. */
const TRANSITIONS = ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'] as const;
/** At a person's word only. */
const START = 'codepipeline:StartPipelineExecution';
const STOP = 'codepipeline:StopPipelineExecution';
const REJECT = 'codepipeline:PutApprovalResult';

/** What the controller does to a stage, and is granted on it. */
export const STAGE_ACTIONS: readonly string[] = ['codepipeline:RollbackStage', ...TRANSITIONS];

/**
 * What it answers approvals with, which are actions of a stage (Service Authorization Reference): one that keeps a rollback out, and those
 * in the stages behind, which a blamed release waits at.
 */
export const APPROVAL_ACTIONS: readonly string[] = [REJECT];

/**
 * What it does to the pipeline. The Service Authorization Reference wants the stage for transitions, the CodePipeline user
 * guide the pipeline: both are granted.
 */
export const PIPELINE_ACTIONS: readonly string[] = [
  'codepipeline:GetPipeline',
  'codepipeline:GetPipelineExecution',
  'codepipeline:GetPipelineState',
  'codepipeline:ListActionExecutions',
  'codepipeline:ListPipelineExecutions',
  START,
  STOP,
  ...TRANSITIONS,
];

/** Whether there is no rollback without it. */
export function isEssential(action: string): boolean {
  return ![START, STOP, REJECT, ...TRANSITIONS].includes(action);
}
