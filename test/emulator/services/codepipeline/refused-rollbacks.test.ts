import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SWITCHES,
  type RollbackObstacle,
  type RollbackRefusal,
} from '../../../../emulator/services/codepipeline/switches.ts';
import { errorOf, NO_SUCH_ID, SHOP, world } from './world.ts';

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
