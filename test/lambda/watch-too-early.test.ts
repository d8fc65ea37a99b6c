import { expect, test } from 'vitest';
import { aWorld, pass, SHOP } from '../support/builders/worlds.ts';

test('a watch message that comes before its time is sent on: an older version sent them for days ahead', async () => {
  const world = aWorld();
  const dueAt = world.time.now() + 60 * 60_000;
  await world.queue.send({ ...SHOP, dueAt });
  await pass(world, 59 * 60);
  expect(world.queue.messages).toHaveLength(1);
  await pass(world, 2 * 60);
  expect(world.queue.messages).toEqual([]);
});
