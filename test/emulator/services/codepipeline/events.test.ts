import { expect, test } from 'vitest';
import { CodePipeline } from '../../../../emulator/services/codepipeline/codepipeline.ts';
import type { ServiceEvent } from '../../../../emulator/services/service.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { CALLER, world } from './world.ts';

const PIPELINE_CHANGE = 'CodePipeline Pipeline Execution State Change';
const STAGE_CHANGE = 'CodePipeline Stage Execution State Change';
const ACTION_CHANGE = 'CodePipeline Action Execution State Change';
const KINDS: Record<string, string> = {
  [PIPELINE_CHANGE]: 'pipeline',
  [STAGE_CHANGE]: 'stage',
  [ACTION_CHANGE]: 'action',
};

/** Events in short: "stage Prod STARTED". */
function brief({ detailType, detail }: ServiceEvent): string {
  return [KINDS[detailType], detail.stage, detail.state].filter((part) => part !== undefined).join(' ');
}

const TWO_STAGES = { name: 'shop', stages: ['Source', 'Prod'] };

test('an execution publishes each of its changes in order', () => {
  const { deploy, events } = world({ story: TWO_STAGES });
  deploy();
  expect(events.map(brief)).toEqual([
    'pipeline STARTED',
    'stage Source STARTED',
    'action Source STARTED',
    'action Source SUCCEEDED',
    'stage Source SUCCEEDED',
    'stage Prod STARTED',
    'action Prod STARTED',
    'action Prod SUCCEEDED',
    'stage Prod SUCCEEDED',
    'pipeline SUCCEEDED',
  ]);
});

test('only the kinds of events that are asked for are published', () => {
  const clock = new ManualClock('2026-01-10T09:30:00.000Z');
  const events: ServiceEvent[] = [];
  const { script } = new CodePipeline({
    clock,
    identity: { accountId: '123456789012', region: 'eu-west-1' },
    publish: (event) => events.push(event),
    published: new Set([STAGE_CHANGE]),
  });
  script.createPipeline(TWO_STAGES);
  script.startExecution({ pipeline: 'shop' });
  clock.advance({ minutes: 5 });
  expect(events.map(brief)).toEqual([
    'stage Source STARTED',
    'stage Source SUCCEEDED',
    'stage Prod STARTED',
    'stage Prod SUCCEEDED',
  ]);
});

test('a rollback looks like any execution, but for its trigger', () => {
  const { clock, deploy, events, rollback } = world({ story: TWO_STAGES });
  const good = deploy();
  events.length = 0;
  const startTime = new Date(clock.now()).toISOString();
  const id = rollback(good);
  clock.advance({ minutes: 1 });
  expect(events.map(brief)).toEqual([
    'pipeline STARTED',
    'stage Prod STARTED',
    'action Prod STARTED',
    'action Prod SUCCEEDED',
    'stage Prod SUCCEEDED',
    'pipeline SUCCEEDED',
  ]);
  expect(events[0]).toEqual({
    source: 'aws.codepipeline',
    detailType: PIPELINE_CHANGE,
    resources: ['arn:aws:codepipeline:eu-west-1:123456789012:shop'],
    detail: {
      pipeline: 'shop',
      'execution-id': id,
      'start-time': startTime,
      'execution-trigger': { 'trigger-type': 'ManualRollback', 'trigger-detail': CALLER },
      state: 'STARTED',
      version: 1,
      'pipeline-execution-attempt': 1,
    },
  });
  expect(events[4]).toEqual({
    source: 'aws.codepipeline',
    detailType: STAGE_CHANGE,
    resources: ['arn:aws:codepipeline:eu-west-1:123456789012:shop'],
    detail: {
      pipeline: 'shop',
      'execution-id': id,
      'start-time': startTime,
      stage: 'Prod',
      state: 'SUCCEEDED',
      version: 1,
      'pipeline-execution-attempt': 1,
    },
  });
});

test('an action event has its type, region, artifacts and result', () => {
  const { deploy, events } = world({ story: TWO_STAGES });
  const id = deploy({ Prod: 'Failed' });
  const failed = events.find((event) => brief(event) === 'action Prod FAILED');
  expect(failed?.detail).toMatchObject({
    action: 'Prod',
    region: 'eu-west-1',
    type: { owner: 'AWS', provider: 'ECS', category: 'Deploy', version: '1' },
    'input-artifacts': [{ name: 'SourceOutput', s3location: { key: `shop/SourceOutp/${id}` } }],
    'execution-result': { 'error-code': 'JobFailed' },
  });
});

test('a git push has the commit instead of a trigger type', () => {
  const { events, script } = world();
  script.startExecution({ pipeline: 'shop', revision: { revisionId: 'abc', revisionSummary: 'Add cart' } });
  const trigger = events[0]?.detail['execution-trigger'];
  expect(trigger).toMatchObject({ 'commit-id': 'abc', 'commit-message': 'Add cart' });
  expect(trigger).not.toHaveProperty('trigger-type');
});

test('a stop publishes STOPPING with its comment, then STOPPED', () => {
  const { call, clock, deploy, events } = world();
  const id = deploy({}, 0.5);
  events.length = 0;
  call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id, reason: 'wrong branch' });
  clock.advance({ minutes: 1 });
  expect(events.map(brief)).toEqual([
    'pipeline STOPPING',
    'stage Source STOPPING',
    'action Source SUCCEEDED',
    'stage Source STOPPED',
    'pipeline STOPPED',
  ]);
  expect(events[0]?.detail['stop-execution-comments']).toBe('wrong branch');
});

test('a retry publishes RESUMED with its time and the attempt', () => {
  const { call, clock, deploy, events } = world();
  const pipelineExecutionId = deploy({ Prod: 'Failed' });
  events.length = 0;
  call('RetryStageExecution', {
    pipelineName: 'shop',
    stageName: 'Prod',
    pipelineExecutionId,
    retryMode: 'ALL_ACTIONS',
  });
  expect(events.map(brief)).toEqual(['pipeline RESUMED', 'stage Prod RESUMED', 'action Prod STARTED']);
  expect(events[1]?.detail).toMatchObject({
    'stage-last-retry-attempt-time': new Date(clock.now()).toISOString(),
    'pipeline-execution-attempt': 2,
  });
});

test('events spell CANCELED, and supersede and abandon have states of their own', () => {
  const { call, clock, deploy, events, script } = world();
  call('DisableStageTransition', {
    pipelineName: 'shop',
    stageName: 'Prod',
    transitionType: 'Inbound',
    reason: 'frozen',
  });
  deploy();
  deploy();
  expect(events.map(brief)).toContain('pipeline SUPERSEDED');
  events.length = 0;
  const id = deploy({ Source: 'Hangs' });
  call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id, abandon: true });
  expect(events.map(brief)).toContain('action Source ABANDONED');
  script.startExecution({ pipeline: 'shop' });
  events.length = 0;
  script.edit('shop');
  clock.advance({ minutes: 1 });
  expect(events.map(brief)).toEqual([
    'pipeline CANCELED',
    'action Source SUCCEEDED',
    'stage Source CANCELED',
    'pipeline CANCELED',
  ]);
});
