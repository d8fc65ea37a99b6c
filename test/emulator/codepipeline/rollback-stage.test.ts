import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SWITCHES,
  type RollbackObstacle,
  type RollbackRefusal,
} from '../../../emulator/codepipeline/switches.ts';
import { CALLER, errorOf, NO_SUCH_ID, PROD, SHOP, world } from './world.ts';

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

/** Brings about one obstacle and makes the call that meets it. */
const OBSTACLES: Record<RollbackObstacle, (error?: RollbackRefusal) => string> = {
  v1Pipeline: (error) => {
    const { deploy, rollback } = world({
      story: { ...SHOP, pipelineType: 'V1' },
      switches: refusing('v1Pipeline', error),
    });
    const good = deploy();
    return errorOf(() => rollback(good));
  },
  parallelMode: (error) => {
    const { deploy, rollback } = world({
      story: { ...SHOP, executionMode: 'PARALLEL' },
      switches: refusing('parallelMode', error),
    });
    const good = deploy();
    return errorOf(() => rollback(good));
  },
  sourceStage: (error) => {
    const { deploy, rollback } = world({ switches: refusing('sourceStage', error) });
    const good = deploy();
    return errorOf(() => rollback(good, 'Source'));
  },
  versionChanged: (error) => {
    const { deploy, rollback, script } = world({ switches: refusing('versionChanged', error) });
    const good = deploy();
    script.edit('shop');
    return errorOf(() => rollback(good));
  },
  beforeFebruary2024: (error) => {
    const { rollback, script } = worldIn2024('2024-01-31T12:00:00Z', 'beforeFebruary2024', error);
    const [old] = script.executions('shop');
    return errorOf(() => rollback(old?.id ?? ''));
  },
  rollbackTypeTarget: (error) => {
    const { clock, deploy, rollback } = world({ switches: refusing('rollbackTypeTarget', error) });
    const id = rollback(deploy());
    clock.advance({ minutes: 1 });
    return errorOf(() => rollback(id));
  },
  notSucceededInStage: (error) => {
    const { deploy, rollback } = world({ switches: refusing('notSucceededInStage', error) });
    const failed = deploy({ Staging: 'Failed' });
    return errorOf(() => rollback(failed));
  },
  stageRunning: (error) => {
    const { deploy, rollback } = world({ switches: refusing('stageRunning', error) });
    const good = deploy();
    deploy({}, 3.5);
    return errorOf(() => rollback(good));
  },
  stageSkipped: (error) => {
    const { deploy, rollback } = world({ switches: refusing('stageSkipped', error) });
    const good = deploy();
    deploy({ Prod: 'Skipped' });
    return errorOf(() => rollback(good));
  },
  transitionDisabled: (error) => {
    const { call, deploy, rollback } = world({
      switches: { disabledTransitionAndRollback: 'refuses', ...refusing('transitionDisabled', error) },
    });
    const good = deploy();
    call('DisableStageTransition', {
      pipelineName: 'shop',
      stageName: 'Prod',
      transitionType: 'Inbound',
      reason: 'no',
    });
    return errorOf(() => rollback(good));
  },
};

function refusing(obstacle: RollbackObstacle, error: RollbackRefusal | undefined) {
  return error === undefined ? {} : { rollbackErrors: { [obstacle]: error } };
}

/** A world whose history began at `start`, less than a year before "now". */
function worldIn2024(start: string, obstacle: RollbackObstacle, error: RollbackRefusal | undefined) {
  const here = world({ now: '2024-06-01T00:00:00Z', switches: refusing(obstacle, error) });
  here.script.addHistory('shop', [{ startTime: Date.parse(start) }]);
  return here;
}

describe('a refused rollback', () => {
  test.each(Object.entries(OBSTACLES))('%s answers its default error, or the one of the switch', (obstacle, meet) => {
    expect(meet()).toBe(Object.entries(DEFAULT_SWITCHES.rollbackErrors).find(([name]) => name === obstacle)?.[1]);
    expect(meet('ConflictException')).toBe('ConflictException');
  });

  test('changes nothing', () => {
    const { events, deploy, rollback, script } = world();
    const failed = deploy({ Staging: 'Failed' });
    const before = events.length;
    errorOf(() => rollback(failed));
    expect([events.length, script.acceptedRollbacks, script.executions('shop').length]).toEqual([before, [], 1]);
  });

  test('names what does not exist', () => {
    const { call, deploy, rollback, script } = world();
    const targetPipelineExecutionId = deploy();
    script.createPipeline({ name: 'other', stages: ['Source', 'Prod'] });
    const rollbackOf = (pipelineName: string, stageName: string) => () =>
      call('RollbackStage', { pipelineName, stageName, targetPipelineExecutionId });
    expect(errorOf(rollbackOf('nowhere', 'Prod'))).toBe('PipelineNotFoundException');
    expect(errorOf(rollbackOf('shop', 'Nowhere'))).toBe('StageNotFoundException');
    expect(errorOf(rollbackOf('other', 'Prod'))).toBe('PipelineExecutionNotFoundException');
    expect(errorOf(() => rollback(NO_SUCH_ID))).toBe('PipelineExecutionNotFoundException');
  });

  test('for a running stage is accepted once the stage has ended', () => {
    const { clock, deploy, rollback } = world();
    const good = deploy();
    deploy({}, 3.5);
    expect(errorOf(() => rollback(good))).toBe('UnableToRollbackStageException');
    clock.advance({ minutes: 1 });
    expect(rollback(good)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('for an execution older than the 12 months of history says that it does not exist', () => {
    const { rollback, script } = world();
    const [old] = script.addHistory('shop', [{ startTime: Date.parse('2024-12-01T00:00:00Z') }]);
    expect(errorOf(() => rollback(old ?? ''))).toBe('PipelineExecutionNotFoundException');
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
