import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { answerApproval, waitingApproval } from '../approval.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { ActionName, PipelineName, parseInput, StageName } from '../input.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { epochSeconds } from '../wire.ts';

const Input = z.object({
  pipelineName: PipelineName,
  stageName: StageName,
  actionName: ActionName,
  result: z.object({ summary: z.string().max(512), status: z.enum(['Approved', 'Rejected']) }),
  token: z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
});

/** API:PutApprovalResult. The token is that of the approval that waits, from GetPipelineState. */
export function putApprovalResult(running: RunningPipelines): ImmediateOperation {
  const { account } = running;
  return {
    authorize: ({ pipelineName, stageName, actionName }) => [
      {
        action: 'codepipeline:PutApprovalResult',
        resource: `${account.stageArn(pipelineName, stageName)}/${typeof actionName === 'string' ? actionName : ''}`,
      },
    ],
    handle: (input, caller) => {
      const { pipelineName, stageName, actionName, result, token } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      const stage = pipeline.stage(stageName);
      if (!stage.declaration.actions.some(({ name }) => name === actionName)) {
        throw new ServiceError('ActionNotFoundException', `Stage ${stageName} has no action ${actionName}`);
      }
      const run = stage.latest;
      const approval = waitingApproval(run, actionName);
      if (run === undefined || approval?.token !== token)
        throw refusal(stage.latestActions.get(actionName)?.token, token);
      answerApproval(running, pipeline, run, approval, { ...result, callerArn: caller.arn });
      return { approvedAt: epochSeconds(account.clock.now()) };
    },
  };
}

function refusal(known: string | undefined, token: string): ServiceError {
  return known === token
    ? new ServiceError('ApprovalAlreadyCompletedException', 'The approval action has already been approved or rejected')
    : new ServiceError('InvalidApprovalTokenException', 'The approval token is invalid');
}
