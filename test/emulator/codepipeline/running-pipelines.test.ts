import { describe, expect, test } from 'vitest';
import { errorOf, PROD, SHOP, world } from './world.ts';

const prodGate = { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound' };
const closeProd = { ...prodGate, reason: 'frozen' };
const stopping = (pipelineExecutionId: string, abandon = false) => ({
  pipelineName: 'shop',
  pipelineExecutionId,
  abandon,
});
const retrying = (pipelineExecutionId: string, retryMode = 'FAILED_ACTIONS') => ({
  pipelineName: 'shop',
  stageName: 'Prod',
  pipelineExecutionId,
  retryMode,
});

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

describe('stopping', () => {
  test('waits for the action in progress', () => {
    const { call, clock, deploy, stageState, status } = world();
    const id = deploy({}, 3.5);
    expect(call('StopPipelineExecution', stopping(id))).toEqual({ pipelineExecutionId: id });
    expect([status(id), stageState('Prod').latestExecution.status]).toEqual(['Stopping', 'Stopping']);
    expect(errorOf(() => call('StopPipelineExecution', stopping(id)))).toBe('DuplicatedStopRequestException');
    clock.advance({ minutes: 1 });
    expect([status(id), stageState('Prod').latestExecution.status]).toEqual(['Stopped', 'Stopped']);
    expect(stageState('Prod').action?.status).toBe('Succeeded');
    expect(errorOf(() => call('StopPipelineExecution', stopping(id)))).toBe('PipelineExecutionNotStoppableException');
  });

  test('abandons at once, also what is stopping already', () => {
    const { call, deploy, stageState, status, clock } = world();
    const id = deploy({ Prod: 'Hangs' });
    call('StopPipelineExecution', stopping(id));
    clock.advance({ minutes: 600 });
    expect(status(id)).toBe('Stopping');
    call('StopPipelineExecution', stopping(id, true));
    expect(status(id)).toBe('Stopped');
    expect(stageState('Prod').action?.status).toBe('Abandoned');
  });

  test('a waiting execution takes it out of the queue', () => {
    const { call, deploy, stageState, status } = world();
    call('DisableStageTransition', closeProd);
    const id = deploy();
    call('StopPipelineExecution', { ...stopping(id), reason: 'not this one' });
    expect(status(id)).toBe('Stopped');
    expect(stageState('Prod').inboundExecutions).toEqual([]);
    const [summary] = call('ListPipelineExecutions', { pipelineName: 'shop' }).pipelineExecutionSummaries;
    expect(summary?.stopTrigger).toEqual({ reason: 'not this one' });
  });

  test('lets the next waiting execution into the stage unless the transition was disabled first', () => {
    const story = { ...SHOP, executionMode: 'QUEUED' as const };
    const open = world({ story });
    const ids = [open.deploy({ Prod: 'Hangs' }), open.deploy()];
    open.call('StopPipelineExecution', stopping(ids[0] ?? '', true));
    expect(open.stageState('Prod').latestExecution.pipelineExecutionId).toBe(ids[1]);

    const closed = world({ story });
    const stopped = closed.deploy({ Prod: 'Hangs' });
    closed.deploy();
    closed.call('DisableStageTransition', closeProd);
    closed.call('StopPipelineExecution', stopping(stopped, true));
    expect(closed.stageState('Prod').latestExecution).toMatchObject({
      pipelineExecutionId: stopped,
      status: 'Stopped',
    });
  });
});

describe('a retry', () => {
  test('goes on with the same execution, one attempt further', () => {
    const { call, clock, script, stageState, status } = world();
    const id = script.startExecution({ pipeline: 'shop', results: { Prod: ['Failed', 'Succeeded'] } });
    clock.advance({ minutes: 10 });
    expect(call('RetryStageExecution', retrying(id))).toEqual({ pipelineExecutionId: id });
    expect(stageState('Prod').retryStageMetadata).toEqual({
      manualStageRetryAttempt: 1,
      latestRetryTrigger: 'ManualStageRetry',
    });
    clock.advance({ minutes: 1 });
    expect([status(id), script.execution('shop', id).attempt]).toEqual(['Succeeded', 2]);
  });

  test('repeats the failed actions, or all of them', () => {
    const actionsRun = (mode: string) => {
      const { call, clock, script } = world({
        story: { name: 'shop', stages: ['Source', { name: 'Prod', actions: ['Migrate', 'Deploy'] }] },
      });
      const id = script.startExecution({ pipeline: 'shop', results: { Prod: ['Failed', 'Succeeded'] } });
      clock.advance({ minutes: 10 });
      call('RetryStageExecution', retrying(id, mode));
      clock.advance({ minutes: 10 });
      return script.execution('shop', id).actions.map(({ declaration }) => declaration.name);
    };
    expect(actionsRun('FAILED_ACTIONS')).toEqual(['Source', 'Migrate', 'Deploy', 'Deploy']);
    expect(actionsRun('ALL_ACTIONS')).toEqual(['Source', 'Migrate', 'Deploy', 'Migrate', 'Deploy']);
  });

  test('is only for the latest execution of a failed or stopped stage', () => {
    const { call, deploy } = world();
    const failed = deploy({ Prod: 'Failed' });
    const good = deploy();
    expect(errorOf(() => call('RetryStageExecution', retrying(failed)))).toBe('NotLatestPipelineExecutionException');
    expect(errorOf(() => call('RetryStageExecution', retrying(good)))).toBe('StageNotRetryableException');
  });

  test('happens once by itself with onFailure RETRY', () => {
    const { deploy, script, stageState, status } = world({
      story: { name: 'shop', stages: ['Source', { name: 'Prod', onFailure: 'RETRY' }] },
    });
    script.setResult(PROD, 'STANDARD', ['Failed', 'Succeeded']);
    expect(status(deploy())).toBe('Succeeded');
    expect(stageState('Prod').retryStageMetadata).toEqual({
      autoStageRetryAttempt: 1,
      latestRetryTrigger: 'AutomatedStageRetry',
    });
    script.setResult(PROD, 'STANDARD', 'Failed');
    expect(status(deploy())).toBe('Failed');
  });
});

describe('onFailure ROLLBACK', () => {
  const story = { name: 'shop', stages: ['Source', { name: 'Prod', onFailure: 'ROLLBACK' as const }] };

  test('rolls back to the most recent success as an AutomatedRollback', () => {
    const { clock, deploy, script, stageState } = world({ story });
    deploy();
    const good = deploy();
    const failed = deploy({ Prod: 'Failed' }, 2);
    expect(stageState('Prod').latestExecution).toMatchObject({ status: 'InProgress', type: 'ROLLBACK' });
    const rollback = script.executions('shop').at(-1);
    expect(rollback?.rollbackTarget?.id).toBe(good);
    expect(rollback?.trigger).toEqual({
      triggerType: 'AutomatedRollback',
      triggerDetail: `{"FailedPipelineExecutionId":"${failed}"}`,
    });
    expect(script.acceptedRollbacks).toEqual([]);
    clock.advance({ minutes: 1 });
    expect(rollback?.status).toBe('Succeeded');
  });

  test('comes before the executions that wait for the stage', () => {
    const slow = { name: 'Prod', actionMinutes: 5, onFailure: 'ROLLBACK' as const };
    const { clock, deploy, stageState, status } = world({
      story: { name: 'shop', stages: ['Source', slow], executionMode: 'QUEUED' },
    });
    deploy();
    deploy({ Prod: 'Failed' }, 2);
    const waiting = deploy({}, 4.5);
    expect(stageState('Prod').latestExecution.type).toBe('ROLLBACK');
    expect(stageState('Prod').inboundExecution.pipelineExecutionId).toBe(waiting);
    clock.advance({ minutes: 10 });
    expect(status(waiting)).toBe('Succeeded');
  });

  test('does nothing without an earlier success in the current version', () => {
    const { deploy, script } = world({ story });
    deploy();
    script.edit('shop');
    deploy({ Prod: 'Failed' });
    expect(script.executions('shop').map(({ type }) => type)).toEqual(['STANDARD', 'STANDARD']);
  });

  test.each([
    [false, 1],
    [true, 3],
  ])('repeats after a failed rollback: %s', (failedRollbackRollsBackAgain, rollbacks) => {
    const { deploy, script } = world({ story, switches: { failedRollbackRollsBackAgain } });
    deploy();
    deploy();
    script.setResult(PROD, 'ROLLBACK', 'Failed');
    deploy({ Prod: 'Failed' }, 4.5);
    expect(script.executions('shop').filter(({ type }) => type === 'ROLLBACK')).toHaveLength(rollbacks);
  });
});

describe('an edit', () => {
  test('adds 1 to the version and leaves no execution of the new version', () => {
    const { call, deploy, script, succeededIn } = world();
    deploy();
    expect(script.edit('shop')).toBe(2);
    expect(call('GetPipelineState', { name: 'shop' }).pipelineVersion).toBe(2);
    expect(succeededIn('Prod')).toEqual([]);
    const next = deploy();
    expect(succeededIn('Prod')).toEqual([next]);
  });

  test.each(['Cancelled', 'Failed'] as const)(
    'ends active executions as %s: waiting ones at once, others after their action',
    (status) => {
      const here = world({ switches: { editedExecutionStatus: status } });
      here.call('DisableStageTransition', closeProd);
      const waiting = here.deploy();
      const running = here.deploy({}, 1.5);
      here.script.edit('shop');
      expect([here.status(waiting), here.status(running)]).toEqual([status, 'InProgress']);
      here.clock.advance({ minutes: 1 });
      expect([here.status(running), here.stageState('Build').latestExecution.status]).toEqual([status, status]);
      expect(here.stageState('Staging').latestExecution.pipelineExecutionId).toBe(waiting);
    },
  );

  test('cancels a running rollback', () => {
    const { clock, deploy, rollback, script, status } = world();
    const id = rollback(deploy());
    script.edit('shop');
    clock.advance({ minutes: 1 });
    expect(status(id)).toBe('Cancelled');
  });

  test('that removes the stage of a running execution ends it at once', () => {
    const { deploy, script, status } = world();
    const id = deploy({}, 2.5);
    script.edit('shop', (declaration) => ({
      ...declaration,
      stages: declaration.stages.filter(({ name }) => name !== 'Staging'),
    }));
    expect(status(id)).toBe('Cancelled');
  });

  test('through the API takes what GetPipeline answered', () => {
    const { call } = world();
    const { pipeline } = call('GetPipeline', { name: 'shop' });
    expect(call('UpdatePipeline', { pipeline }).pipeline.version).toBe(2);
    expect(call('GetPipeline', { name: 'shop', version: 1 }).pipeline).toEqual(pipeline);
    expect(errorOf(() => call('GetPipeline', { name: 'shop', version: 3 }))).toBe('PipelineVersionNotFoundException');
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
