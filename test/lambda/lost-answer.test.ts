import { describe, expect, test } from 'vitest';
import { revisionOf } from '../simulation/world-setup.ts';
import { aWorld, courseOf, pass, release, SHOP } from '../support/builders/worlds.ts';

test('a rollback whose answer was lost is recognised on whatever page it is listed', async () => {
  const world = aWorld({
    switches: { executionOrder: 'shuffled' },
    faults: [{ operation: 'rollback', nth: 0, kind: 'lost' }],
  });
  const { script } = world.codePipeline;
  const now = world.time.now();
  // Six pages in no order: the rollback is on the first of them by chance only.
  script.addHistory(
    SHOP.pipeline,
    Array.from({ length: 600 }, (_, age) => ({
      startTime: now - 6_600_000 + age * 10_000,
      revision: revisionOf(age % 2),
    })),
  );
  release(world, 2);
  await pass(world, 200);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 400);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 120);
  expect(courseOf(world).rollbacksTo).toHaveLength(1);
  expect(courseOf(world).entries).toEqual(['rollback', 'recovered']);
});

describe('a rollback whose answer was lost, and whose alarm is over before it is listed', () => {
  test.each([8, 45, 120])('is followed as ours when it is listed %i s late', async (seconds) => {
    const world = aWorld({
      switches: { newExecutionDelayMillis: seconds * 1000 },
      faults: [{ operation: 'rollback', nth: 0, kind: 'lost' }],
    });
    release(world, 2);
    await pass(world, 300);
    world.cloudWatch.script.setState('errors', 'ALARM');
    await pass(world, 2);
    world.cloudWatch.script.setState('errors', 'OK');
    await pass(world, 600);
    expect(courseOf(world).rollbacksTo).toHaveLength(1);
    expect(courseOf(world).entries).toEqual(['rollback', 'recovered']);
  });
});
