import { expect, test } from 'vitest';
import type { Fault } from '../simulation/fault.ts';
import { aWorld, badRelease, courseOf, pass } from '../support/builders/worlds.ts';

async function throttledFor(calls: number, others: readonly Fault[] = []) {
  const refusals = Array.from({ length: calls }, (_, nth) => ({ operation: 'rollback', nth, kind: 'error' }) as const);
  const world = aWorld({ faults: [...refusals, ...others] });
  await badRelease(world);
  return world;
}

test('a rollback that is throttled for minutes happens once CodePipeline takes it', async () => {
  const world = await throttledFor(10);
  await pass(world, 600);
  expect(world.faults.struck).toHaveLength(10);
  expect(courseOf(world).rollbacksTo).toHaveLength(1);
  expect(courseOf(world).entries[0]).toBe('rollback');
});

test('so does one whose reads are throttled, too, now and then', async () => {
  const reads = Array.from(
    { length: 20 },
    (_, nth) => ({ operation: 'describe', nth: 1 + 2 * nth, kind: 'error' }) as const,
  );
  const world = await throttledFor(8, reads);
  await pass(world, 900);
  expect(world.faults.struck.length).toBeGreaterThan(8);
  expect(courseOf(world).rollbacksTo).toHaveLength(1);
  expect(courseOf(world).entries[0]).toBe('rollback');
});

test('one that is never taken is given up after a quarter of an hour, and people are told', async () => {
  const world = await throttledFor(2_000);
  await pass(world, 14 * 60);
  expect(courseOf(world)).toEqual({ rollbacksTo: [], entries: [], gate: 'open' });
  await pass(world, 2 * 60);
  expect(courseOf(world)).toEqual({ rollbacksTo: [], entries: ['refused'], gate: 'open' });
  // No faster than a person would press the button again and again: the account's other callers are throttled, too.
  expect(world.faults.struck.length).toBeLessThan(150);
});
