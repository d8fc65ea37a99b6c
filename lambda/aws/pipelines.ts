import {
  type CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  PipelineExecutionNotFoundException,
  PipelineNotFoundException,
  PutApprovalResultCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { ActionRun } from '../decision/action-run.ts';
import { cut } from '../decision/cut.ts';
import type { Change, RollbackAnswer } from '../decision/effects.ts';
import type { Execution } from '../decision/execution.ts';
import type { ExecutionDetail } from '../decision/facts.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { Page, Pipelines } from '../ports.ts';
import { toActionRun } from './action-executions.ts';
import { type AwsFailure, awsFailure, reading } from './errors.ts';
import { toExecution } from './executions.ts';
import { toObservedStage } from './stage-states.ts';

/** CodePipeline as the controller sees it. `once` is a client without retries, for calls that change something. */
export function codePipelines(client: CodePipelineClient, once: CodePipelineClient): Pipelines {
  return {
    stage: ({ pipeline, stage }) =>
      reading(`the state of pipeline "${pipeline}"`, 'codepipeline:GetPipelineState', async () => {
        try {
          const state = await client.send(new GetPipelineStateCommand({ name: pipeline }));
          const stages = state.stageStates ?? [];
          const index = stages.findIndex(({ stageName }) => stageName === stage);
          return index === -1 ? 'not-found' : toObservedStage(stages, index, state.pipelineVersion ?? 0);
        } catch (error) {
          if (error instanceof PipelineNotFoundException) return 'not-found';
          throw error;
        }
      }),

    executions: ({ pipeline, stage }, which, nextToken) =>
      reading(
        `the executions of pipeline "${pipeline}"`,
        'codepipeline:ListPipelineExecutions',
        async (): Promise<Page<Execution>> => {
          const page = await client.send(
            new ListPipelineExecutionsCommand({
              pipelineName: pipeline,
              ...(which === 'succeeded-in-stage' && { filter: { succeededInStage: { stageName: stage } } }),
              ...(nextToken !== undefined && { nextToken }),
            }),
          );
          const items = (page.pipelineExecutionSummaries ?? []).map(toExecution).filter((one) => one !== undefined);
          return { items, ...(page.nextToken && { nextToken: page.nextToken }) };
        },
      ),

    actions: ({ pipeline }, nextToken) =>
      reading(
        `the actions of pipeline "${pipeline}"`,
        'codepipeline:ListActionExecutions',
        async (): Promise<Page<ActionRun>> => {
          try {
            const page = await client.send(
              new ListActionExecutionsCommand({
                pipelineName: pipeline,
                ...(nextToken !== undefined && { nextToken }),
              }),
            );
            const items = (page.actionExecutionDetails ?? []).map(toActionRun).filter((run) => run !== undefined);
            return { items, ...(page.nextToken && { nextToken: page.nextToken }) };
          } catch (error) {
            if (error instanceof PipelineNotFoundException) return { items: [] };
            throw error;
          }
        },
      ),

    execution: ({ pipeline }, executionId) =>
      reading(
        `execution ${executionId}`,
        'codepipeline:GetPipelineExecution',
        async (): Promise<ExecutionDetail | 'not-found'> => {
          try {
            const answer = await client.send(
              new GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId: executionId }),
            );
            const { status, pipelineVersion: version, variables = [] } = answer.pipelineExecution ?? {};
            if (status === undefined || version === undefined) return 'not-found';
            const resolved = variables.flatMap(({ name, resolvedValue: value }) =>
              name === undefined || value === undefined ? [] : [{ name, value }],
            );
            return { status, version, variables: resolved };
          } catch (error) {
            if (error instanceof PipelineExecutionNotFoundException) return 'not-found';
            throw error;
          }
        },
      ),

    rollback: ({ pipeline, stage }, target) =>
      starting(() =>
        once.send(
          new RollbackStageCommand({ pipelineName: pipeline, stageName: stage, targetPipelineExecutionId: target }),
        ),
      ),

    start: ({ pipeline }, { revisions, variables }, token) =>
      starting(() =>
        client.send(
          new StartPipelineExecutionCommand({
            name: pipeline,
            clientRequestToken: token,
            sourceRevisions: revisions.map(({ action, type, value }) => ({
              actionName: action,
              revisionType: type,
              revisionValue: value,
            })),
            ...(variables.length > 0 && { variables: [...variables] }),
          }),
        ),
      ),

    stop: ({ pipeline }, executionId, reason) =>
      changing(
        () =>
          once.send(
            new StopPipelineExecutionCommand({
              pipelineName: pipeline,
              pipelineExecutionId: executionId,
              abandon: false,
              reason: cut(reason, 200),
            }),
          ),
        ['DuplicatedStopRequestException', 'PipelineExecutionNotStoppableException'],
      ),

    reject: ({ pipeline }, { stage, action, token, reason }) =>
      changing(
        () =>
          once.send(
            new PutApprovalResultCommand({
              pipelineName: pipeline,
              stageName: stage,
              actionName: action,
              result: { status: 'Rejected', summary: cut(reason, 512) },
              token,
            }),
          ),
        ['ApprovalAlreadyCompletedException'],
      ),

    disableInbound: (key, reason) =>
      changing(() => client.send(new DisableStageTransitionCommand({ ...transition(key), reason }))),

    enableInbound: (key) => changing(() => client.send(new EnableStageTransitionCommand(transition(key)))),
  };
}

/** Asks for an execution, and says what came of it. */
async function starting(
  ask: () => Promise<{ readonly pipelineExecutionId?: string | undefined }>,
): Promise<Exclude<RollbackAnswer, { kind: 'too-many' }>> {
  try {
    const { pipelineExecutionId: executionId } = await ask();
    if (executionId === undefined) return { kind: 'lost', error: 'the answer holds no execution id' };
    return { kind: 'accepted', executionId };
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === undefined) throw error;
    return toAnswer(failure);
  }
}

/** Refusals that another look may end: a token is that of another approval by now. */
const NOT_FOR_LONG = ['ConflictException', 'InvalidApprovalTokenException'];

/** Makes a change; `alreadySo` names the errors that mean that nothing is left to change. */
async function changing(change: () => Promise<unknown>, alreadySo: readonly string[] = []): Promise<Change> {
  try {
    await change();
    return { kind: 'done' };
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === undefined) throw error;
    if (alreadySo.includes(failure.name)) return { kind: 'done' };
    const transient = failure.kind !== 'refused' || NOT_FOR_LONG.includes(failure.name);
    return { kind: 'failed', error: `${failure.name}: ${failure.message}`, transient };
  }
}

function transition({ pipeline, stage }: StageKey) {
  return { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' } as const;
}

/** The modelled errors of RollbackStage and StartPipelineExecution, and the common ones. Messages are undocumented and never parsed. */
function toAnswer(failure: AwsFailure): Exclude<RollbackAnswer, { kind: 'too-many' }> {
  const error = `${failure.name}: ${failure.message}`;
  switch (failure.name) {
    case 'ConflictException':
    case 'ConcurrentPipelineExecutionsLimitExceededException':
      return { kind: 'conflict', error };
    case 'UnableToRollbackStageException':
      return { kind: 'unable', error };
    case 'PipelineExecutionOutdatedException':
    case 'PipelineExecutionNotFoundException':
      return { kind: 'target-refused', error };
    default:
  }
  switch (failure.kind) {
    case 'throttled':
    case 'unsent':
      return { kind: 'not-taken', error };
    case 'broken':
    case 'no-answer':
      return { kind: 'lost', error };
    case 'refused':
      return { kind: 'final', error };
  }
}
