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
