import { expect, test } from 'vitest';
import type { Fault, OperationName } from '../simulation/fault.ts';
import { aWorld, badRelease, courseOf, pass, release } from '../support/builders/worlds.ts';

/** Release 2 is rolled back from, and the alarm stays on; the guard allows a second rollback. */
async function alarmStaysOn(world: ReturnType<typeof aWorld>): Promise<void> {
  await badRelease(world);
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

/** A rollback is followed, the alarm stays on, and the fix comes in; so many seconds after the alarm it enters the pipeline. */
async function fixComesIn(faults: readonly Fault[], seconds: number) {
  const world = aWorld({ guard: { maxAutomaticRollbacks: 2, freeze: false, recoveryMinutes: 2 }, faults });
  await badRelease(world);
  await pass(world, seconds);
  release(world, 3);
  await pass(world, 1800);
  return courseOf(world);
}

test('the fix is not blamed for an alarm that outlasted the rollback: not where RollbackStage is throttled meanwhile', async () => {
  const faults = Array.from(
    { length: 40 },
    (_, nth) => ({ operation: 'rollback', nth: nth + 1, kind: 'error' }) as const,
  );
  expect((await fixComesIn(faults, 100)).rollbacksTo).toEqual(['c0ffee01']);
});

test('not where the function dies before RollbackStage', async () => {
  const { rollbacksTo } = await fixComesIn([{ operation: 'rollback', nth: 1, kind: 'crash-before' }], 66);
  expect(rollbacksTo).toEqual(['c0ffee01']);
});

test('and not where it comes in between the last look at the rollback and the first at the alarm', async () => {
  for (let millis = -1500; millis < 1500; millis += 100) {
    const { rollbacksTo } = await fixComesIn([], 62 + millis / 1000);
    expect(rollbacksTo[0]).toBe('c0ffee01');
    expect(rollbacksTo.slice(1)).not.toContain('c0ffee01');
  }
});
