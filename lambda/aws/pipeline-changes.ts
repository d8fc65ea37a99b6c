import {
  type CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  PutApprovalResultCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { cut } from '../decision/cut.ts';
import type { Change } from '../decision/effects.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { Pipelines, StartAnswer } from '../ports.ts';
import { type AwsFailure, awsFailure } from './errors.ts';

type PipelineChanges = Pick<Pipelines, 'rollback' | 'start' | 'stop' | 'reject' | 'disableInbound' | 'enableInbound'>;

/** What the controller changes of a pipeline. `once` is a client without retries, for calls that may not be made twice. */
export function pipelineChanges(client: CodePipelineClient, once: CodePipelineClient): PipelineChanges {
  return {
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
): Promise<StartAnswer> {
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
    return { kind: 'failed', error: failure.problem, transient };
  }
}

function transition({ pipeline, stage }: StageKey) {
  return { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' } as const;
}

/** The modelled errors of RollbackStage and StartPipelineExecution, and the common ones. Messages are undocumented and never parsed. */
function toAnswer({ name, problem: error, kind }: AwsFailure): StartAnswer {
  switch (name) {
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
  switch (kind) {
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
