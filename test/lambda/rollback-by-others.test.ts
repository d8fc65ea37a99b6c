import { expect, test } from 'vitest';
import { STATE_FORM } from '../../lambda/stage/state-form.ts';
import type { World } from '../simulation/world.ts';
import {
  aWorld,
  courseOf,
  executionOf,
  knownBadIn,
  pass,
  release,
  rememberedOf,
  SHOP,
} from '../support/builders/worlds.ts';
import { failsInProd, followedFromTo, released } from '../support/others-rollbacks.ts';

/** Release 2 is bad: we roll back, and the alarm recovers. */
async function rolledBackByUs(world: World): Promise<void> {
  await released(world, 2);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 120);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 600);
}

function rollsBackTo(world: World, revision: number): void {
  const target = executionOf(world, revision);
  world.codePipeline.script.personRollsBack({ ...SHOP, targetPipelineExecutionId: target });
}

test('a person goes back twice: both executions that were left are known bad, and no later rollback goes to one of them', async () => {
  const world = aWorld({ guard: { freeze: false } });
  await released(world, 2, 3);
  rollsBackTo(world, 2);
  await pass(world, 1200);
  rollsBackTo(world, 1);
  await pass(world, 1200);
  expect(followedFromTo(world)).toEqual([
    ['c0ffee03', 'c0ffee02'],
    ['c0ffee02', 'c0ffee01'],
  ]);
  await released(world, 4);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 120);
  expect(courseOf(world).rollbacksTo.at(-1)).toBe('c0ffee01');
});

test('a person goes further back than we did: what we had gone back to is known bad, too', async () => {
  const world = aWorld({ guard: { freeze: false } });
  await released(world, 2);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 1200);
  rollsBackTo(world, 0);
  await pass(world, 600);
  expect(followedFromTo(world)).toEqual([['c0ffee01', 'c0ffee00']]);
  expect(knownBadIn(world)).toEqual(['c0ffee02', 'c0ffee01']);
});

test('a rollback to what is live changes nothing: it is not followed, and an alarm that comes meanwhile is decided', async () => {
  const world = aWorld();
  await released(world, 2);
  rollsBackTo(world, 2);
  await pass(world, 60);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 300);
  expect(followedFromTo(world)).toEqual([]);
  expect(courseOf(world).rollbacksTo.at(-1)).toBe('c0ffee01');
});

test('who goes forward again, to a newer execution, blames nothing', async () => {
  const world = aWorld({ guard: { freeze: false } });
  await released(world, 2, 3);
  rollsBackTo(world, 1);
  await pass(world, 1200);
  rollsBackTo(world, 2);
  await pass(world, 1200);
  expect(followedFromTo(world)).toEqual([
    ['c0ffee03', 'c0ffee01'],
    ['c0ffee01', 'c0ffee02'],
  ]);
  expect(knownBadIn(world)).toEqual(['c0ffee03']);
});

test('a rollback of a stage whose deployment failed is followed, and the failed execution is the one that was left', async () => {
  const world = aWorld();
  await released(world, 2, 3);
  failsInProd(world, 'c0ffee04');
  await pass(world, 400);
  rollsBackTo(world, 2);
  await pass(world, 1200);
  expect(followedFromTo(world)).toEqual([['c0ffee04', 'c0ffee02']]);
});

test('a rollback that is made once more, after it failed, left what the first one had left', async () => {
  const world = aWorld({ guard: { freeze: false } });
  await released(world, 2);
  world.codePipeline.script.setResult(SHOP, 'ROLLBACK', 'Failed');
  rollsBackTo(world, 1);
  await pass(world, 600);
  world.codePipeline.script.setResult(SHOP, 'ROLLBACK', 'Succeeded');
  rollsBackTo(world, 1);
  await pass(world, 1200);
  expect(followedFromTo(world)).toEqual([
    ['c0ffee02', 'c0ffee01'],
    ['c0ffee02', 'c0ffee01'],
  ]);
  expect(knownBadIn(world)).toEqual(['c0ffee02']);
});

test('our own rollback is never taken for one by others: not when its suspect was forgiven, nor at the daily check', async () => {
  const world = aWorld();
  await rolledBackByUs(world);
  world.platform.invoke({ action: 'forgive', ...SHOP, execution: executionOf(world, 2), by: 'alice' });
  await pass(world, 10);
  world.platform.invoke({ action: 'check', by: 'the schedule' });
  await pass(world, 600);
  expect(followedFromTo(world)).toEqual([]);
  expect(knownBadIn(world)).toEqual([]);
});

test('nor is it where the record of an earlier version knows whom it blamed, and not by which rollback', async () => {
  const world = aWorld();
  await rolledBackByUs(world);
  const older = { ...rememberedOf(world), rollbacks: [] };
  world.records.put(SHOP, { fence: 9, schema: STATE_FORM, memory: JSON.stringify(older) });
  world.platform.invoke({ action: 'check', by: 'the schedule' });
  await pass(world, 600);
  expect(followedFromTo(world)).toEqual([]);
  expect(rememberedOf(world).rollbacks).toHaveLength(1);
});

test("a person's rollback is not missed where the stage cannot be read for a while", async () => {
  for (let first = 0; first < 16; first++) {
    const faults = [0, 1, 2, 3].map((more) => ({ operation: 'stage', nth: first + more, kind: 'error' }) as const);
    const world = aWorld({ guard: { freeze: false }, faults });
    await released(world, 2, 3);
    rollsBackTo(world, 2);
    await pass(world, 1200);
    if (world.faults.struck.length < faults.length) break;
    expect(followedFromTo(world)).toEqual([['c0ffee03', 'c0ffee02']]);
  }
});

test('what ran last in the stage is what was left, not what started last', async () => {
  const world = aWorld();
  await released(world, 2, 3);
  // Release 4 is in an earlier stage when release 3 is rolled back, and enters once the freeze is released.
  release(world, 4);
  await pass(world, 60);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 60);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 300);
  world.platform.invoke({ action: 'release', ...SHOP, by: 'alice' });
  await pass(world, 400);
  rollsBackTo(world, 1);
  await pass(world, 1200);
  expect(followedFromTo(world)).toEqual([['c0ffee04', 'c0ffee01']]);
  expect(knownBadIn(world)).toEqual(['c0ffee03', 'c0ffee04']);
});

test('many executions that never came to the stage do not hide the one that was left', async () => {
  const world = aWorld({ guard: { freeze: false } });
  await released(world, 2, 3);
  for (let count = 0; count < 25; count++) {
    const revision = { revisionId: `bad${count}` };
    world.codePipeline.script.startExecution({ pipeline: 'shop', revision, results: { Staging: 'Failed' } });
    await pass(world, 130);
  }
  rollsBackTo(world, 2);
  await pass(world, 1200);
  expect(followedFromTo(world)).toEqual([['c0ffee03', 'c0ffee02']]);
});

test('who goes back past a deployment that failed also leaves the one that was in force until then', async () => {
  const world = aWorld({ guard: { freeze: false } });
  await released(world, 2, 3);
  failsInProd(world, 'c0ffee04');
  await pass(world, 400);
  rollsBackTo(world, 2);
  await pass(world, 1200);
  expect(knownBadIn(world)).toEqual(['c0ffee04', 'c0ffee03']);
});
