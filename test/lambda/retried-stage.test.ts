import { expect, test } from 'vitest';
import type { World } from '../simulation/world.ts';
import { person } from '../simulation/world-events.ts';
import { aWorld, courseOf, executionOf, pass, release, SHOP } from '../support/builders/worlds.ts';

/* A deployment fails in the stage, and is retried: what was on when the retry began is not the doing of the retry. */

function retry(world: World): void {
  const pipelineExecutionId = executionOf(world, 2);
  world.codePipeline.script.setResult(SHOP, 'STANDARD', 'Succeeded');
  person(world, 'RetryStageExecution', {
    pipelineName: SHOP.pipeline,
    stageName: SHOP.stage,
    pipelineExecutionId,
    retryMode: 'ALL_ACTIONS',
  });
}

/** Release 2 fails in Prod, a bake time before the alarm goes on. */
async function failedLongBefore(): Promise<World> {
  const world = aWorld({ guard: { bakeMinutes: 3 } });
  world.codePipeline.script.setResult(SHOP, 'STANDARD', 'Failed');
  release(world, 2);
  await pass(world, 780);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 220);
  return world;
}

test('an alarm that is on since before the retry is noticed at its end', async () => {
  const world = await failedLongBefore();
  retry(world);
  await pass(world, 600);
  expect(courseOf(world)).toMatchObject({
    rollbacksTo: [],
    entries: ['alarm-after-bake-time', 'alarm-on-at-deployment'],
  });
});

test('the retry is not rolled back where such an alarm goes off and on again', async () => {
  const world = await failedLongBefore();
  retry(world);
  await pass(world, 70);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 20);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 600);
  expect(courseOf(world).rollbacksTo).toEqual([]);
  expect(courseOf(world).entries).toContain('alarm-predates-deployment');
});

test('an alarm during the first attempt is decided at the end of the second, and rolls back', async () => {
  const world = aWorld({ onFailure: 'RETRY' });
  world.codePipeline.script.setResult(SHOP, 'STANDARD', 'Failed');
  release(world, 2);
  await pass(world, 150);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 600);
  expect(courseOf(world)).toMatchObject({ rollbacksTo: ['c0ffee01'], entries: ['wait', 'rollback'] });
});
