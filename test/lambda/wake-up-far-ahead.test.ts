import { expect, test } from 'vitest';
import { aWorld, badReleaseRecovers, pass, release, rememberedOf, SHOP } from '../support/builders/worlds.ts';

test('events that come while the next look is far ahead leave no further messages behind', async () => {
  const world = aWorld({ guard: { freeze: false } });
  await badReleaseRecovers(world);
  release(world, 3);
  await pass(world, 600);
  world.platform.invoke({ action: 'pause', ...SHOP, by: 'alice' });
  for (let n = 0; n < 10; n++) {
    world.cloudWatch.script.setState('errors', 'ALARM');
    await pass(world, 60);
    world.cloudWatch.script.setState('errors', 'OK');
    await pass(world, 60);
  }
  await pass(world, 15 * 60);
  expect(rememberedOf(world).probation).toBeDefined();
  expect(world.queue.messages).toHaveLength(1);
});
