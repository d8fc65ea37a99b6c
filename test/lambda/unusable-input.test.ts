import { expect, test } from 'vitest';
import type { World } from '../simulation/world.ts';
import { aWorld, badRelease, courseOf, pass, release, SHOP } from '../support/builders/worlds.ts';

const unusable = (world: World) =>
  world.recorder.lines.map(({ message }) => message).filter((message) => message.startsWith('unusable'));

/** The release is bad, and the record of its stage was written by a newer version of the function. */
async function badReleaseOnNewerRecord(world: World): Promise<void> {
  world.records.put(SHOP, { fence: 0, schema: 99, memory: '{}' });
  await badRelease(world);
  await pass(world, 60);
}

test('a record of a newer schema is left alone, and every trigger that meets it is counted', async () => {
  const world = aWorld();
  await badReleaseOnNewerRecord(world);
  expect(courseOf(world)).toMatchObject({ rollbacksTo: [], entries: ['unreadable-record'] });
  // The stage started, the stage ended, the alarm.
  expect(unusable(world)).toEqual(Array(3).fill('unusable stage record'));
  expect(world.records.stored(SHOP)).toMatchObject({ schema: 99, memory: '{}' });
});

test('a watch of such a stage is not lost: it ends in the dead-letter queue', async () => {
  const world = aWorld();
  await badReleaseOnNewerRecord(world);
  world.records.put(SHOP, { fence: 0, schema: 99, memory: '{}', wakeAt: world.time.now() });
  await world.queue.sender(() => world.time.now()).send({ ...SHOP, dueAt: world.time.now() });
  await pass(world, 30 * 60);
  expect(world.platform.deadLetters).toHaveLength(1);
});

test('a stage event without a guard that can be used changes nothing', async () => {
  const world = aWorld();
  world.spoilGuard(SHOP);
  release(world, 2);
  await pass(world, 200);
  expect(courseOf(world).entries).toEqual([]);
});
