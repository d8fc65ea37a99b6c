import { expect, test } from 'vitest';
import { aWorld, courseOf, pass, release } from '../support/builders/worlds.ts';

/** The alarm goes on so many seconds after release 2 has come in, which is in Prod from the second to the third minute. */
async function alarmOn(seconds: number) {
  const world = aWorld({ guard: { mode: 'dry-run' } });
  release(world, 2);
  await pass(world, seconds);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 400 - seconds);
  return courseOf(world).entries;
}

test('an alarm that is on since before the release came in is noticed at the end of the deployment', async () => {
  const world = aWorld();
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 60);
  release(world, 2);
  await pass(world, 400);
  expect(courseOf(world).entries).toContain('alarm-on-at-deployment');
});

test('so is one that went on while the release was in an earlier stage', async () => {
  expect(await alarmOn(90)).toContain('alarm-on-at-deployment');
});

test('one that went on during the deployment has its event, and is no such alarm', async () => {
  expect(await alarmOn(150)).toEqual(['wait', 'not-rolled-back', 'dry-run']);
});

test('a stage event that finds the stage busy asks again after growing pauses, and is not lost', async () => {
  const world = aWorld({ faults: [{ operation: 'rollback', nth: 0, kind: 'crash-after' }] });
  release(world, 2);
  await pass(world, 200);
  const before = world.platform.invocations;
  world.cloudWatch.script.setState('errors', 'ALARM');
  // The dead holder keeps its lease nearly as long.
  await pass(world, 58);
  // The alarm, the beginning of the rollback after 0, 5, 10, 20 and 40 seconds, and its end.
  expect(world.platform.invocations - before).toBeLessThanOrEqual(7);
  await pass(world, 200);
  expect(courseOf(world).entries[0]).toBe('rollback');
});
