import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { answerApproval, pendingApprovals } from '../approvals.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { ActionName, PipelineName, parseInput, StageName } from '../input.ts';
import type { Pipeline } from '../pipeline.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import type { Stage } from '../stage.ts';
import type { Switches } from '../switches.ts';
import { epochSeconds } from '../wire.ts';

const Input = z.object({
  pipelineName: PipelineName,
  stageName: StageName,
  actionName: ActionName,
  result: z.object({ summary: z.string().max(512), status: z.enum(['Approved', 'Rejected']) }),
  token: z.string().regex(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/),
});

/** API:PutApprovalResult. The token comes from GetPipelineState, in PARALLEL mode from ListActionExecutions. */
export function putApprovalResult({ account, runner }: RunningPipelines): ImmediateOperation {
  return {
    authorize: ({ pipelineName, stageName, actionName }) => [
      { action: 'codepipeline:PutApprovalResult', resource: account.actionArn(pipelineName, stageName, actionName) },
    ],
    handle: (input, caller) => {
      const { pipelineName, stageName, actionName, result, token } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      const stage = pipeline.stage(stageName);
      if (stage.declaration.actions.every(({ name }) => name !== actionName)) {
        throw new ServiceError('ActionNotFoundException', `Stage ${stageName} has no action ${actionName}`);
      }
      const asked = pendingApprovals(pipeline, stage).find(
        ({ action }) => action.declaration.name === actionName && action.token === token,
      );
      if (asked === undefined) throw refusal(pipeline, stage, token, account.switches);
      answerApproval(runner, pipeline, asked, { ...result, callerArn: caller.arn });
      return { approvedAt: epochSeconds(account.clock.now()) };
    },
  };
}

/** A token that was answered, or one that has expired or never was: the model's texts overlap. */
function refusal(pipeline: Pipeline, stage: Stage, token: string, { answeredApproval }: Switches): ServiceError {
  const answered = pipeline.executions.some(({ actions }) =>
    actions.some((action) => action.token === token && action.stageName === stage.name && action.answered === true),
  );
  return answered
    ? new ServiceError(answeredApproval, 'The approval action has already been approved or rejected')
    : new ServiceError('InvalidApprovalTokenException', 'The token belongs to no approval that waits in this action');
}
