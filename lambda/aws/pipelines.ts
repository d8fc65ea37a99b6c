import {
  type CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  PipelineExecutionNotFoundException,
  PipelineNotFoundException,
  RollbackStageCommand,
  type StageState,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { Execution } from '../decision/execution.ts';
import { type ObservedStage, runOf } from '../decision/stage.ts';
import type { Change, ExecutionPage, Pipelines, RollbackAnswer } from '../ports.ts';
import type { StageKey } from '../stage-key.ts';
import { LATEST_PAGES, type ListedAction, listActions } from './action-executions.ts';
import { type AwsFailure, awsFailure, reading } from './errors.ts';
import { toExecution } from './executions.ts';

/** CodePipeline as the controller sees it. `once` is a client without retries, for calls that change something. */
export function codePipelines(client: CodePipelineClient, once: CodePipelineClient): Pipelines {
  return {
    stage: ({ pipeline, stage }) =>
      reading(`the state of pipeline "${pipeline}"`, 'codepipeline:GetPipelineState', async () => {
        try {
          const state = await client.send(new GetPipelineStateCommand({ name: pipeline }));
          const found = state.stageStates?.find((candidate) => candidate.stageName === stage);
          return found === undefined ? 'not-found' : toObservedStage(found, state.pipelineVersion ?? 0);
        } catch (error) {
          if (error instanceof PipelineNotFoundException) return 'not-found';
          throw error;
        }
      }),

    executions: ({ pipeline, stage }, which, nextToken) =>
      reading(
        `the executions of pipeline "${pipeline}"`,
        'codepipeline:ListPipelineExecutions',
        async (): Promise<ExecutionPage> => {
          const page = await client.send(
            new ListPipelineExecutionsCommand({
              pipelineName: pipeline,
              ...(which === 'succeeded-in-stage' && { filter: { succeededInStage: { stageName: stage } } }),
              ...(nextToken !== undefined && { nextToken }),
            }),
          );
          const executions = (page.pipelineExecutionSummaries ?? [])
            .map(toExecution)
            .filter((execution): execution is Execution => execution !== undefined);
          return { executions, ...(page.nextToken && { nextToken: page.nextToken }) };
        },
      ),

    stageRun: ({ pipeline, stage }, executionId) =>
      reading(`the actions of execution ${executionId}`, 'codepipeline:ListActionExecutions', async () => {
        const actions = await listActions(client, pipeline, { pipelineExecutionId: executionId });
        return runOf(actions.filter((action) => action.stage === stage));
      }),

    ranBefore: ({ pipeline, stage }, time) =>
      reading(`the actions of pipeline "${pipeline}"`, 'codepipeline:ListActionExecutions', async () => {
        const actions = await listActions(client, pipeline, undefined, LATEST_PAGES);
        return actions
          .filter((action) => action.stage === stage && action.beganAt < time)
          .reduce<ListedAction | undefined>(
            (last, one) => (last && last.beganAt >= one.beganAt ? last : one),
            undefined,
          )?.executionId;
      }),

    executionStatus: ({ pipeline }, executionId) =>
      reading(`execution ${executionId}`, 'codepipeline:GetPipelineExecution', async () => {
        const execution = await getExecution(client, pipeline, executionId);
        return execution?.status ?? 'not-found';
      }),

    executionVersion: ({ pipeline }, executionId) =>
      reading(`execution ${executionId}`, 'codepipeline:GetPipelineExecution', async () => {
        const execution = await getExecution(client, pipeline, executionId);
        return execution?.pipelineVersion;
      }),

    rollback: async ({ pipeline, stage }, target) => {
      try {
        const answer = await once.send(
          new RollbackStageCommand({ pipelineName: pipeline, stageName: stage, targetPipelineExecutionId: target }),
        );
        const executionId = answer.pipelineExecutionId;
        if (executionId === undefined) return { kind: 'lost', error: 'the answer holds no execution id' };
        return { kind: 'accepted', executionId };
      } catch (error) {
        const failure = awsFailure(error);
        if (failure === undefined) throw error;
        return toAnswer(failure);
      }
    },

    stop: ({ pipeline }, executionId, reason) =>
      changing(
        () =>
          once.send(
            new StopPipelineExecutionCommand({
              pipelineName: pipeline,
              pipelineExecutionId: executionId,
              abandon: false,
              reason: reason.slice(0, 200),
            }),
          ),
        ['DuplicatedStopRequestException', 'PipelineExecutionNotStoppableException'],
      ),

    disableInbound: (key, reason) =>
      changing(() => client.send(new DisableStageTransitionCommand({ ...transition(key), reason }))),

    enableInbound: (key) => changing(() => client.send(new EnableStageTransitionCommand(transition(key)))),
  };
}

/** Makes a change; `alreadySo` names the errors that mean that nothing is left to change. */
async function changing(change: () => Promise<unknown>, alreadySo: readonly string[] = []): Promise<Change> {
  try {
    await change();
    return { kind: 'done' };
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === undefined) throw error;
    if (alreadySo.includes(failure.name)) return { kind: 'done' };
    const transient = failure.kind !== 'refused' || failure.name === 'ConflictException';
    return { kind: 'failed', error: `${failure.name}: ${failure.message}`, transient };
  }
}

function transition({ pipeline, stage }: StageKey) {
  return { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' } as const;
}

async function getExecution(client: CodePipelineClient, pipelineName: string, pipelineExecutionId: string) {
  try {
    const answer = await client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }));
    return answer.pipelineExecution;
  } catch (error) {
    if (error instanceof PipelineExecutionNotFoundException) return undefined;
    throw error;
  }
}

function toObservedStage(state: StageState, pipelineVersion: number): ObservedStage {
  const { latestExecution, inboundTransitionState: inbound } = state;
  const changes = (state.actionStates ?? [])
    .map((action) => action.latestExecution?.lastStatusChange?.getTime())
    .filter((time) => time !== undefined);
  const waiting = (state.inboundExecutions ?? [])
    .map((execution) => execution.pipelineExecutionId)
    .filter((id) => id !== undefined);
  const executionId = latestExecution?.pipelineExecutionId;
  const status = latestExecution?.status;
  return {
    pipelineVersion,
    ...(executionId !== undefined && status !== undefined && { occupant: { executionId, status } }),
    inbound: {
      enabled: inbound?.enabled ?? true,
      ...(inbound?.lastChangedBy !== undefined && { lastChangedBy: inbound.lastChangedBy }),
      ...(inbound?.disabledReason !== undefined && { disabledReason: inbound.disabledReason }),
    },
    ...(waiting.length > 0 && { waiting }),
    ...(changes.length > 0 && { lastActionChangeAt: Math.max(...changes) }),
  };
}

/** The seven modelled errors of RollbackStage and the common ones. Messages are undocumented and never parsed. */
function toAnswer(failure: AwsFailure): RollbackAnswer {
  const error = `${failure.name}: ${failure.message}`;
  switch (failure.name) {
    case 'ConflictException':
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
