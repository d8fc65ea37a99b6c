import { describe, expect, test } from 'vitest';
import { CALLER, PROD, world } from './world.ts';

describe('an accepted rollback', () => {
  test('is a new ROLLBACK execution with the target revisions, triggered by its caller', () => {
    const { call, clock, deploy, rollback, script } = world();
    const good = deploy();
    const bad = deploy();
    const id = rollback(good);

    expect([good, bad]).not.toContain(id);
    const { pipelineExecution } = call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id });
    expect(pipelineExecution).toMatchObject({
      pipelineVersion: 1,
      status: 'InProgress',
      executionType: 'ROLLBACK',
      executionMode: 'SUPERSEDED',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: good },
      trigger: { triggerType: 'ManualRollback', triggerDetail: CALLER },
    });
    expect(script.execution('shop', id).sourceRevisions).toEqual(script.execution('shop', good).sourceRevisions);
    expect(script.acceptedRollbacks).toEqual([
      {
        pipelineName: 'shop',
        stageName: 'Prod',
        targetPipelineExecutionId: good,
        pipelineExecutionId: id,
        callerArn: CALLER,
        time: clock.now(),
      },
    ]);
  });

  test('runs its stage alone and leaves the others as they are', () => {
    const { clock, deploy, rollback, stageState, status } = world();
    const good = deploy();
    const bad = deploy();
    const before = stageState('Prod').action?.actionExecutionId;
    const id = rollback(good);

    expect(stageState('Prod').latestExecution).toEqual({
      pipelineExecutionId: id,
      status: 'InProgress',
      type: 'ROLLBACK',
    });
    expect(stageState('Prod').action?.actionExecutionId).not.toBe(before);
    clock.advance({ minutes: 1 });
    expect(stageState('Prod').latestExecution.status).toBe('Succeeded');
    expect(stageState('Staging').latestExecution.pipelineExecutionId).toBe(bad);
    expect(status(id)).toBe('Succeeded');
  });

  test('of an earlier stage never goes on to the next one', () => {
    const { clock, deploy, rollback, stageState, status } = world();
    const good = deploy();
    const bad = deploy();
    const id = rollback(good, 'Staging');
    clock.advance({ minutes: 5 });
    expect(status(id)).toBe('Succeeded');
    expect(stageState('Prod').latestExecution.pipelineExecutionId).toBe(bad);
  });

  test('leaves a failed stage too', () => {
    const { clock, deploy, rollback, stageState } = world();
    const good = deploy();
    deploy({ Prod: 'Failed' });
    expect(stageState('Prod').latestExecution.status).toBe('Failed');
    rollback(good);
    clock.advance({ minutes: 1 });
    expect(stageState('Prod').latestExecution.status).toBe('Succeeded');
  });

  test('can fail, when the script says so', () => {
    const { clock, deploy, rollback, script, stageState, status } = world();
    const good = deploy();
    deploy();
    script.setResult(PROD, 'ROLLBACK', 'Failed');
    const id = rollback(good);
    clock.advance({ minutes: 1 });
    expect(status(id)).toBe('Failed');
    expect(stageState('Prod').action?.errorDetails.code).toBe('JobFailed');
  });

  test('waits for the approval of its stage', () => {
    const { clock, deploy, rollback, script, stageState, status } = world({
      story: { name: 'shop', stages: ['Source', { name: 'Prod', approval: true }] },
    });
    const good = deploy();
    script.approve(PROD);
    clock.advance({ minutes: 1 });
    const id = rollback(good);
    clock.advance({ minutes: 60 });
    expect(status(id)).toBe('InProgress');
    expect(stageState('Prod').action?.token).toMatch(/^[0-9a-f-]{36}$/);
    script.approve(PROD);
    clock.advance({ minutes: 1 });
    expect(status(id)).toBe('Succeeded');
  });

  test('skips approvals when the switch says that only the deployment reruns', () => {
    const { clock, deploy, rollback, script, status } = world({
      story: { name: 'shop', stages: ['Source', { name: 'Prod', approval: true }] },
      switches: { rollbackRuns: 'allButApprovals' },
    });
    const good = deploy();
    script.approve(PROD);
    clock.advance({ minutes: 1 });
    const id = rollback(good);
    clock.advance({ minutes: 1 });
    expect(status(id)).toBe('Succeeded');
  });

  test('by a person is recorded under that person', () => {
    const { deploy, script } = world();
    const targetPipelineExecutionId = deploy();
    const callerArn = 'arn:aws:iam::123456789012:user/alice';
    const id = script.personRollsBack({ ...PROD, targetPipelineExecutionId, callerArn });
    expect(script.execution('shop', id).trigger).toEqual({ triggerType: 'ManualRollback', triggerDetail: callerArn });
  });

  test('repeated after its end is another execution: there is no idempotency token', () => {
    const { clock, deploy, rollback } = world();
    const good = deploy();
    const first = rollback(good);
    clock.advance({ minutes: 1 });
    expect(rollback(good)).not.toBe(first);
  });
});

describe('a disabled inbound transition', () => {
  const disable = { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound' };

  test('does not hold a rollback by default', () => {
    const { call, clock, deploy, rollback, status } = world();
    const good = deploy();
    deploy();
    call('DisableStageTransition', { ...disable, reason: 'frozen' });
    const id = rollback(good);
    clock.advance({ minutes: 1 });
    expect(status(id)).toBe('Succeeded');
  });

  test('holds it at the gate when the switch says so', () => {
    const { call, clock, deploy, rollback, stageState, status } = world({
      switches: { disabledTransitionAndRollback: 'waits' },
    });
    const good = deploy();
    const bad = deploy();
    call('DisableStageTransition', { ...disable, reason: 'frozen' });
    const id = rollback(good);
    clock.advance({ minutes: 10 });
    expect(stageState('Prod').latestExecution.pipelineExecutionId).toBe(bad);
    expect(stageState('Prod').inboundExecution.pipelineExecutionId).toBe(id);
    call('EnableStageTransition', disable);
    clock.advance({ minutes: 1 });
    expect(status(id)).toBe('Succeeded');
  });
});
