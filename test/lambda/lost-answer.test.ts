import { describe, expect, test } from 'vitest';
import type { Setting } from '../simulation/history.ts';
import type { World } from '../simulation/world.ts';
import { revisionOf } from '../simulation/world-setup.ts';
import { aWorld, courseOf, pass, release, SHOP } from '../support/builders/worlds.ts';

/** The answer of the first RollbackStage is lost. */
function losing(switches: Setting['switches']): World {
  return aWorld({ switches, faults: [{ operation: 'rollback', nth: 0, kind: 'lost' }] });
}

/** Release 2 is bad; all in seconds: how long after it came in the alarm goes on, how long it lasts, and how long it is watched after. */
async function badRelease(
  world: World,
  alarm: { readonly after: number; readonly lasts: number; readonly watched: number },
) {
  release(world, 2);
  await pass(world, alarm.after);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, alarm.lasts);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, alarm.watched);
}

function expectOneRollback(world: World): void {
  expect(courseOf(world).rollbacksTo).toHaveLength(1);
  expect(courseOf(world).entries).toEqual(['rollback', 'recovered']);
}

test('a rollback whose answer was lost is recognised on whatever page it is listed', async () => {
  const world = losing({ executionOrder: 'shuffled' });
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
  await badRelease(world, { after: 200, lasts: 400, watched: 120 });
  expectOneRollback(world);
});

describe('a rollback whose answer was lost, and whose alarm is over before it is listed', () => {
  test.each([8, 45, 120])('is followed as ours when it is listed %i s late', async (seconds) => {
    const world = losing({ newExecutionDelayMillis: seconds * 1000 });
    await badRelease(world, { after: 300, lasts: 2, watched: 600 });
    expectOneRollback(world);
  });
});
