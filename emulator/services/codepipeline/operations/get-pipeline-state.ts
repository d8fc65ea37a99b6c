import * as z from 'zod';
import type { JsonObject } from '../../../account/json-object.ts';
import type { ActionDeclaration } from '../declaration.ts';
import type { EntryEvaluation } from '../entry-evaluation.ts';
import type { ActionExecution, Execution } from '../execution.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { PipelineName, parseInput } from '../input.ts';
import type { Pipeline } from '../pipeline.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import type { Stage, StageRun, StageStatus, Transition } from '../stage.ts';
import type { Switches } from '../switches.ts';
import { epochSeconds } from '../wire.ts';

const Input = z.object({ name: PipelineName });

/** API:GetPipelineState. A PARALLEL pipeline has no state (UG:execution-modes). */
export function getPipelineState({ account }: RunningPipelines): ImmediateOperation {
  return {
    authorize: ({ name }) => [{ action: 'codepipeline:GetPipelineState', resource: account.pipelineArn(name) }],
    handle: (input) => {
      const pipeline = account.pipeline(parseInput(Input, input).name);
      return {
        pipelineName: pipeline.name,
        pipelineVersion: pipeline.version,
        stageStates: stageStates(pipeline, account.switches, account.clock.now()),
        created: epochSeconds(pipeline.created),
        updated: epochSeconds(pipeline.updated),
      };
    },
  };
}

function stageStates(pipeline: Pipeline, switches: Switches, now: number): readonly JsonObject[] {
  if (pipeline.declaration.executionMode !== 'PARALLEL') {
    return pipeline.stages.map((stage) => stageState(stage, switches, now));
  }
  if (switches.parallelPipelineState === 'noStages') return [];
  return pipeline.stages.map(({ name, inbound, declaration }) => ({
    stageName: name,
    inboundExecutions: [],
    inboundTransitionState: transitionState(inbound),
    actionStates: declaration.actions.map((action) => ({ actionName: action.name })),
  }));
}

function stageState(stage: Stage, switches: Switches, now: number): JsonObject {
  const run = stage.shownAt(now, switches.stageStateDelayMillis);
  const inbound = stage.waiting.map((execution) => stageExecution(execution, 'InProgress', switches));
  return {
    stageName: stage.name,
    ...(inbound[0] === undefined ? {} : { inboundExecution: inbound[0] }),
    inboundExecutions: inbound,
    inboundTransitionState: transitionState(stage.inbound),
    actionStates: stage.declaration.actions.map((action) => actionState(stage, action, run)),
    ...(run === undefined ? {} : { latestExecution: stageExecution(run.execution, run.status, switches) }),
    ...(run === undefined ? {} : retryMetadata(run)),
    ...(run?.entry === undefined ? {} : { beforeEntryConditionState: entryState(stage, run.entry) }),
  };
}

function stageExecution({ id, type }: Execution, status: StageStatus, { standardTypeShown }: Switches): JsonObject {
  return { pipelineExecutionId: id, status, ...(type === 'STANDARD' && !standardTypeShown ? {} : { type }) };
}

function transitionState({ lastChangedAt, ...transition }: Transition): JsonObject {
  return { ...transition, ...(lastChangedAt === undefined ? {} : { lastChangedAt: epochSeconds(lastChangedAt) }) };
}

function actionState(stage: Stage, { name, actionTypeId }: ActionDeclaration, run: StageRun | undefined): JsonObject {
  const action = stage.latestActions.get(name);
  const source = run?.execution.sourceRevisions.find(({ actionName }) => actionName === name);
  const revision =
    actionTypeId.category === 'Source' && source !== undefined && run !== undefined
      ? {
          ...(source.revisionId === undefined ? {} : { currentRevision: currentRevision(source.revisionId, run) }),
          ...(source.revisionUrl === undefined ? {} : { revisionUrl: source.revisionUrl }),
        }
      : {};
  return {
    actionName: name,
    ...revision,
    ...(action === undefined || run === undefined ? {} : { latestExecution: actionExecution(action) }),
  };
}

function currentRevision(revisionId: string, { execution }: StageRun): JsonObject {
  return { revisionId, revisionChangeId: revisionId, created: epochSeconds(execution.startTime) };
}

function actionExecution({ id, status, lastUpdateTime, summary, ...action }: ActionExecution): JsonObject {
  return {
    actionExecutionId: id,
    status,
    ...(summary === undefined ? {} : { summary }),
    lastStatusChange: epochSeconds(lastUpdateTime),
    ...(status !== 'InProgress' || action.token === undefined ? {} : { token: action.token }),
    ...(action.updatedBy === undefined ? {} : { lastUpdatedBy: action.updatedBy }),
    ...(action.errorDetails === undefined ? {} : { errorDetails: action.errorDetails }),
  };
}

/** One condition with all its rules, which begin and end together here. */
function entryState({ declaration }: Stage, { id, status, lastStatusChange }: EntryEvaluation): JsonObject {
  const rules = declaration.beforeEntry?.conditions.flatMap(({ rules = [] }) => rules) ?? [];
  const since = { lastStatusChange: epochSeconds(lastStatusChange) };
  const ruleStatus = status === 'Cancelled' ? 'Abandoned' : status;
  return {
    latestExecution: { status },
    conditionStates: [
      {
        latestExecution: { status, ...since },
        ruleStates: rules.map(({ name }) => ({
          ruleName: name,
          latestExecution: { ruleExecutionId: id, status: ruleStatus, ...since },
        })),
      },
    ],
  };
}

function retryMetadata({ automaticRetries, manualRetries, latestRetryTrigger }: StageRun): JsonObject {
  if (latestRetryTrigger === undefined) return {};
  return {
    retryStageMetadata: {
      ...(automaticRetries === 0 ? {} : { autoStageRetryAttempt: automaticRetries }),
      ...(manualRetries === 0 ? {} : { manualStageRetryAttempt: manualRetries }),
      latestRetryTrigger,
    },
  };
}
