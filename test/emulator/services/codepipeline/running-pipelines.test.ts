import { describe, expect, test } from 'vitest';
import { errorOf, PROD, SHOP, world } from './world.ts';

const prodGate = { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound' };
const closeProd = { ...prodGate, reason: 'frozen' };

describe('an execution', () => {
  test('goes through the stages one after the other', () => {
    const { clock, script, stageState, status } = world();
    const id = script.startExecution({ pipeline: 'shop' });
    expect(stageState('Prod').latestExecution).toBeUndefined();
    const visited = ['Source', 'Build', 'Staging', 'Prod'].map((stage) => {
      const { status } = stageState(stage).latestExecution;
      clock.advance({ minutes: 1 });
      return [stage, status, stageState(stage).latestExecution.status];
    });
    expect(visited).toEqual(['Source', 'Build', 'Staging', 'Prod'].map((stage) => [stage, 'InProgress', 'Succeeded']));
    expect(status(id)).toBe('Succeeded');
  });

  test('ends where a stage fails, and what succeeded before still counts for that stage', () => {
    const { deploy, stageState, status, succeededIn } = world();
    const id = deploy({ Prod: 'Failed' });
    expect([status(id), stageState('Prod').latestExecution.status]).toEqual(['Failed', 'Failed']);
    expect([succeededIn('Staging'), succeededIn('Prod')]).toEqual([[id], []]);
  });

  test('passes a skipped stage, which did not succeed', () => {
    const { deploy, stageState, status, succeededIn } = world();
    const id = deploy({ Staging: 'Skipped' });
    expect([status(id), stageState('Staging').latestExecution.status]).toEqual(['Succeeded', 'Skipped']);
    expect([succeededIn('Staging'), succeededIn('Prod')]).toEqual([[], [id]]);
  });

  test('runs the actions of a stage in run order', () => {
    const { call, deploy } = world({
      story: { name: 'shop', stages: ['Source', { name: 'Prod', actions: ['A', 'B'] }] },
    });
    const pipelineExecutionId = deploy();
    const { actionExecutionDetails } = call('ListActionExecutions', {
      pipelineName: 'shop',
      filter: { pipelineExecutionId },
    });
    expect(actionExecutionDetails.map((action) => action.actionName)).toEqual(['B', 'A', 'Source']);
    const [b, a] = actionExecutionDetails;
    expect(b?.startTime).toBe(a?.lastUpdateTime);
    expect([a?.startTime, a?.lastUpdateTime]).toEqual([1768037460, 1768037520]);
  });

  test('waits for an approval, which can be rejected and times out after seven days', () => {
    const story = { name: 'shop', stages: ['Source', { name: 'Prod', approval: true }] };
    const approved = world({ story });
    const id = approved.deploy();
    approved.script.approve(PROD);
    approved.clock.advance({ minutes: 1 });
    expect(approved.status(id)).toBe('Succeeded');

    const rejected = world({ story });
    const other = rejected.deploy();
    rejected.script.reject(PROD);
    expect(rejected.status(other)).toBe('Failed');

    const forgotten = world({ story });
    expect(forgotten.status(forgotten.deploy({}, 7 * 24 * 60))).toBe('InProgress');
    forgotten.clock.advance({ minutes: 2 });
    expect(forgotten.script.executions('shop')[0]?.status).toBe('Failed');
  });
});

describe('a busy stage', () => {
  const start = (mode: 'SUPERSEDED' | 'QUEUED') => {
    const here = world({
      story: { name: 'shop', stages: ['Source', { name: 'Prod', actionMinutes: 30 }], executionMode: mode },
    });
    const ids = [1, 2, 3].map(() => here.deploy({}, 2));
    return { ...here, ids };
  };

  test('keeps only the newest waiting execution in SUPERSEDED mode', () => {
    const { clock, ids, stageState, status } = start('SUPERSEDED');
    expect(ids.map(status)).toEqual(['InProgress', 'Superseded', 'InProgress']);
    expect(stageState('Prod').inboundExecutions).toHaveLength(1);
    clock.advance({ minutes: 60 });
    expect(ids.map(status)).toEqual(['Succeeded', 'Superseded', 'Succeeded']);
  });

  test('keeps all in order in QUEUED mode', () => {
    const { clock, ids, stageState, status } = start('QUEUED');
    const inbound = stageState('Prod').inboundExecutions;
    expect(inbound.map((execution) => execution.pipelineExecutionId)).toEqual(ids.slice(1));
    expect(stageState('Prod').inboundExecution).toEqual(inbound[0]);
    clock.advance({ minutes: 30 });
    expect(ids.map(status)).toEqual(['Succeeded', 'InProgress', 'InProgress']);
    clock.advance({ minutes: 60 });
    expect(ids.map(status)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  });

  test('lets the next execution in when it fails', () => {
    const { clock, script, stageState } = world({ story: { ...SHOP, executionMode: 'QUEUED' } });
    script.startExecution({ pipeline: 'shop', results: { Source: 'Failed' } });
    const second = script.startExecution({ pipeline: 'shop' });
    clock.advance({ minutes: 1 });
    expect(stageState('Source').latestExecution).toMatchObject({ pipelineExecutionId: second, status: 'InProgress' });
  });

  test('refuses the 51st execution of a QUEUED pipeline by the API, and fails it when it comes from the source', () => {
    const { call, script, status } = world({ story: { ...SHOP, executionMode: 'QUEUED' } });
    for (let count = 0; count < 50; count++) call('StartPipelineExecution', { name: 'shop' });
    expect(errorOf(() => call('StartPipelineExecution', { name: 'shop' }))).toBe(
      'ConcurrentPipelineExecutionsLimitExceededException',
    );
    expect(status(script.startExecution({ pipeline: 'shop' }))).toBe('Failed');
  });
});

describe('a disabled transition', () => {
  test('holds what comes, not what is in the stage, and lets the newest go on when enabled', () => {
    const { call, clock, deploy, stageState, status } = world();
    const inside = deploy({}, 3.5);
    call('DisableStageTransition', closeProd);
    clock.advance({ minutes: 1 });
    expect(status(inside)).toBe('Succeeded');
    const [first, second] = [deploy(), deploy()];
    expect([first, second].map(status)).toEqual(['Superseded', 'InProgress']);
    expect(stageState('Prod').inboundTransitionState).toMatchObject({
      enabled: false,
      disabledReason: 'frozen',
      lastChangedBy: 'arn:aws:sts::123456789012:assumed-role/controller/controller',
    });
    call('EnableStageTransition', prodGate);
    expect(stageState('Prod').latestExecution.pipelineExecutionId).toBe(second);
    expect(stageState('Prod').inboundTransitionState.disabledReason).toBeUndefined();
  });

  test('holds at the outbound side of the stage before as well', () => {
    const { call, deploy, stageState } = world();
    call('DisableStageTransition', { ...closeProd, stageName: 'Staging', transitionType: 'Outbound' });
    const id = deploy();
    expect(stageState('Prod').inboundExecution.pipelineExecutionId).toBe(id);
    call('EnableStageTransition', { pipelineName: 'shop', stageName: 'Staging', transitionType: 'Outbound' });
    expect(stageState('Prod').latestExecution.pipelineExecutionId).toBe(id);
  });

  test('resumes nothing by itself after 30 days', () => {
    const { call, clock, deploy, stageState, status } = world();
    call('DisableStageTransition', closeProd);
    const waiting = deploy({}, 31 * 24 * 60);
    call('EnableStageTransition', prodGate);
    expect(stageState('Prod').latestExecution).toBeUndefined();
    const next = deploy();
    clock.advance({ minutes: 1 });
    expect([status(waiting), status(next)]).toEqual(['Superseded', 'Succeeded']);
  });
});

describe('a PARALLEL pipeline', () => {
  const story = { ...SHOP, executionMode: 'PARALLEL' as const };

  test('runs executions side by side and has no state', () => {
    const { call, clock, script, status } = world({ story });
    const ids = [1, 2].map(() => script.startExecution({ pipeline: 'shop' }));
    expect(call('GetPipelineState', { name: 'shop' }).stageStates).toEqual([]);
    clock.advance({ minutes: 4 });
    expect(ids.map(status)).toEqual(['Succeeded', 'Succeeded']);
  });

  test('shows bare stages when the switch says so', () => {
    const { call, deploy } = world({ story, switches: { parallelPipelineState: 'emptyStages' } });
    deploy();
    const { stageStates } = call('GetPipelineState', { name: 'shop' });
    expect(stageStates).toHaveLength(4);
    expect(stageStates[3]?.latestExecution).toBeUndefined();
  });
});

test('a stage shows its newcomer late when the switch says so', () => {
  const { clock, deploy, rollback, stageState } = world({ switches: { stageStateDelayMillis: 5000 } });
  const good = deploy();
  const id = rollback(good);
  expect(stageState('Prod').latestExecution).toMatchObject({ pipelineExecutionId: good, status: 'Succeeded' });
  expect(errorOf(() => rollback(good))).toBe('UnableToRollbackStageException');
  clock.advance({ seconds: 5 });
  expect(stageState('Prod').latestExecution.pipelineExecutionId).toBe(id);
});
