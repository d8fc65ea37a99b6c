import { expect, test } from 'vitest';
import type { OperationName } from '../simulation/history.ts';
import { aWorld, courseOf, pass, release } from '../support/builders/worlds.ts';

/** Release 2 is rolled back from, and the alarm stays on; the guard allows a second rollback. */
async function alarmStaysOn(world: ReturnType<typeof aWorld>): Promise<void> {
  release(world, 2);
  await pass(world, 200);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 20 * 60);
}

test('an alarm that outlasts a rollback leads to the next one where the guard allows it', async () => {
  const world = aWorld({ guard: { maxAutomaticRollbacks: 2 } });
  await alarmStaysOn(world);
  expect(courseOf(world).rollbacksTo).toEqual(['c0ffee01', 'c0ffee00']);
});

test.each<OperationName>(['describe', 'stage', 'executions', 'of', 'globalPause'])(
  'it does so although a read fails for a moment whenever it is decided (%s)',
  async (operation) => {
    for (let nth = 1; ; nth++) {
      const world = aWorld({
        guard: { maxAutomaticRollbacks: 2 },
        faults: [{ operation, nth, kind: 'error' }],
      });
      await alarmStaysOn(world);
      if (world.faults.struck.length === 0) return;
      expect(courseOf(world).rollbacksTo, `${operation} fails at call ${nth}`).toEqual(['c0ffee01', 'c0ffee00']);
      // The incident that ends asks for it: it must not answer its own question with "covered by the open incident".
      expect(courseOf(world).entries).not.toContain('incident-open');
      expect(world.witness.violations).toEqual([]);
    }
  },
);
