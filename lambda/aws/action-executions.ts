import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { ActionRun } from '../decision/action-run.ts';

/** An action execution that has begun; undefined where AWS left out what nothing can be said without (API:ActionExecutionDetail). */
export function toActionRun(detail: ActionExecutionDetail): ActionRun | undefined {
  const { stageName: stage, actionName: action, pipelineExecutionId: executionId, startTime, lastUpdateTime } = detail;
  if (stage === undefined || action === undefined || executionId === undefined || startTime === undefined)
    return undefined;
  const { actionTypeId, configuration } = detail.input ?? {};
  const category = actionTypeId?.category;
  const mode = configuration?.ActionMode;
  return {
    executionId,
    stage,
    action,
    ...(category !== undefined && { category }),
    ...(mode !== undefined && { mode }),
    status: detail.status ?? 'InProgress',
    version: detail.pipelineVersion ?? 0,
    beganAt: startTime.getTime(),
    endedAt: (lastUpdateTime ?? startTime).getTime(),
  };
}
