import { describe, expect, test } from 'vitest';
import { errorOf, world } from './world.ts';

const closeProd = { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound', reason: 'frozen' };

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
