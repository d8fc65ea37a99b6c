import type { JsonObject } from '../../account/json-object.ts';
import type { Account } from './account.ts';
import { artifactDetails } from './artifacts.ts';
import type { ActionExecution, Execution, ExecutionStatus } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import type { StageRun, StageStatus } from './stage.ts';

/** Event states; AWS spells CANCELED in events and Cancelled in the API (UG:detect-state-changes-cloudwatch-events). */
type Occurrence = 'STARTED' | 'RESUMED' | 'STOPPING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

const OCCURRENCES: { readonly [status in StageStatus & ExecutionStatus]: Occurrence } = {
  InProgress: 'STARTED',
  Stopping: 'STOPPING',
  Stopped: 'STOPPED',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Cancelled: 'CANCELED',
};

export function publishPipelineEvent(
  account: Account,
  pipeline: Pipeline,
  execution: Execution,
  state: Occurrence | 'SUPERSEDED',
): void {
  publish(account, pipeline, 'CodePipeline Pipeline Execution State Change', () => ({
    ...common(execution, pipeline),
    'execution-trigger': executionTrigger(execution),
    state,
    ...(state === 'STOPPING' && execution.stopReason !== undefined
      ? { 'stop-execution-comments': execution.stopReason }
      : {}),
  }));
}

/** Publishes how a pipeline execution ended. */
export function publishPipelineEnd(account: Account, pipeline: Pipeline, execution: Execution): void {
  const { status } = execution;
  publishPipelineEvent(account, pipeline, execution, status === 'Superseded' ? 'SUPERSEDED' : OCCURRENCES[status]);
}

/** Publishes a stage's status. `RESUMED` stands for the InProgress of a retry; a skipped stage has no event. */
export function publishStageEvent(account: Account, pipeline: Pipeline, run: StageRun): void {
  if (run.status === 'Skipped') return;
  const state = run.status === 'InProgress' && run.attempt > 1 ? 'RESUMED' : OCCURRENCES[run.status];
  publish(account, pipeline, 'CodePipeline Stage Execution State Change', () => ({
    ...common(run.execution, pipeline),
    ...(run.lastRetryTime === undefined ? {} : { 'stage-last-retry-attempt-time': iso(run.lastRetryTime) }),
    stage: run.stage.name,
    state,
  }));
}

const ACTION_OCCURRENCES = {
  InProgress: 'STARTED',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Abandoned: 'ABANDONED',
} as const;

export function publishActionEvent(account: Account, pipeline: Pipeline, run: StageRun, action: ActionExecution): void {
  const { declaration } = action;
  const { category, owner, provider, version } = declaration.actionTypeId;
  const artifacts = (of: readonly { readonly name: string }[]) => artifactDetails(account, pipeline, run.execution, of);
  publish(account, pipeline, 'CodePipeline Action Execution State Change', () => ({
    ...common(run.execution, pipeline),
    stage: run.stage.name,
    'action-execution-id': action.id,
    action: declaration.name,
    'input-artifacts': artifacts(declaration.inputArtifacts),
    ...(action.status === 'Succeeded' ? { 'output-artifacts': artifacts(declaration.outputArtifacts) } : {}),
    ...(action.status === 'InProgress' ? {} : { 'execution-result': executionResult(action) }),
    state: ACTION_OCCURRENCES[action.status],
    region: declaration.region ?? account.identity.region,
    type: { owner, provider, category, version },
  }));
}

function executionResult({ id, summary, errorDetails }: ActionExecution): JsonObject {
  return {
    'external-execution-summary': errorDetails?.message ?? summary ?? '',
    'external-execution-id': id,
    ...(errorDetails === undefined ? {} : { 'error-code': errorDetails.code }),
  };
}

function common({ id, startTime, pipelineVersion, attempt }: Execution, pipeline: Pipeline): JsonObject {
  return {
    pipeline: pipeline.name,
    'execution-id': id,
    'start-time': iso(startTime),
    version: pipelineVersion,
    'pipeline-execution-attempt': attempt,
  };
}

/** API starts and rollbacks have type and detail; a start by a git push has the commit instead, and no type. */
function executionTrigger({ trigger, sourceRevisions: [source] }: Execution): JsonObject {
  if (trigger.triggerType !== 'WebhookV2' || source === undefined) {
    return { 'trigger-type': trigger.triggerType, 'trigger-detail': trigger.triggerDetail };
  }
  return {
    'provider-type': 'GitHub',
    'full-repository-name': 'example/repository',
    'branch-name': 'main',
    ...(source.revisionId === undefined ? {} : { 'commit-id': source.revisionId }),
    ...(trigger.author === undefined
      ? {}
      : { 'author-display-name': trigger.author.displayName, 'author-email': trigger.author.email }),
    ...(source.revisionSummary === undefined ? {} : { 'commit-message': source.revisionSummary }),
    'connection-arn': trigger.triggerDetail,
  };
}

function publish(account: Account, pipeline: Pipeline, detailType: string, detail: () => JsonObject): void {
  if (!account.publishes(detailType)) return;
  account.publish({
    source: 'aws.codepipeline',
    detailType,
    resources: [account.pipelineArn(pipeline.name)],
    detail: detail(),
  });
}

/** The last one made: all events of an execution carry its start time. */
let made = { time: Number.NaN, text: '' };

function iso(time: number): string {
  if (made.time !== time) made = { time, text: new Date(time).toISOString() };
  return made.text;
}
