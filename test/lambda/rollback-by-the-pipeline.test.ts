import { expect, test } from 'vitest';
import { aWorld, courseOf, pass, SHOP } from '../support/builders/worlds.ts';
import { failsInProd, followedFromTo, released } from '../support/others-rollbacks.ts';

test("the pipeline's own rollback is followed to its end, and left alone", async () => {
  const world = aWorld({ onFailure: 'ROLLBACK' });
  await released(world, 2, 3);
  failsInProd(world, 'c0ffee04');
  await pass(world, 1200);
  expect(followedFromTo(world)).toEqual([['c0ffee04', 'c0ffee03']]);
  expect(courseOf(world).entries).toEqual(['rollback-by-others', 'recovered']);
  expect(courseOf(world).rollbacksTo).toEqual([]);
});

test("people are told where the pipeline's own rollback fails", async () => {
  const world = aWorld({ onFailure: 'ROLLBACK' });
  await released(world, 2, 3);
  world.codePipeline.script.setResult(SHOP, 'ROLLBACK', 'Failed');
  failsInProd(world, 'c0ffee04');
  await pass(world, 1200);
  expect(courseOf(world).entries).toEqual(['rollback-by-others', 'rollback-failed']);
});

test("the pipeline's own rollback is told at once although an alarm waits for the deployment", async () => {
  const world = aWorld({ onFailure: 'ROLLBACK' });
  await released(world, 2, 3);
  failsInProd(world, 'c0ffee04');
  await pass(world, 150);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 60);
  // The alarm is answered by it, and the way in is open again.
  expect(courseOf(world).entries.toSorted()).toEqual([
    'not-rolled-back',
    'rollback-by-others',
    'rollback-running',
    'wait',
  ]);
});
