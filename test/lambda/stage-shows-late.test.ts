import { expect, test } from 'vitest';
import type { Switches } from '../../emulator/services/codepipeline/switches.ts';
import { aWorld, courseOf, pass, release } from '../support/builders/worlds.ts';

/* A deployment has just entered the stage when the alarm fires, and CodePipeline does not show it yet. */

const REFUSALS: readonly Switches['rollbackErrors']['stageRunning'][] = [
  'UnableToRollbackStageException',
  'PipelineExecutionOutdatedException',
  'PipelineExecutionNotFoundException',
  'ConflictException',
];

test.each(REFUSALS)('a rollback that is refused with %s for that says nothing of its targets', async (stageRunning) => {
  for (const stageStateDelayMillis of [0, 3_000, 8_000, 20_000]) {
    const world = aWorld({ switches: { stageStateDelayMillis, rollbackErrors: { stageRunning } } });
    release(world, 2);
    await pass(world, 300);
    release(world, 3);
    await pass(world, 120.2);
    world.cloudWatch.script.setState('errors', 'ALARM');
    await pass(world, 600);
    expect(courseOf(world).entries).not.toContain('no-eligible-target');
    expect(courseOf(world).rollbacksTo).toHaveLength(1);
    expect(world.witness.violations).toEqual([]);
  }
});
