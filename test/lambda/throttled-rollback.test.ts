import { expect, test } from 'vitest';
import type { Fault, FaultKind } from '../simulation/fault.ts';
import { aWorld, badRelease, courseOf, pass, release, rememberedOf } from '../support/builders/worlds.ts';

async function throttledFor(calls: number, others: readonly Fault[] = [], kind: FaultKind = 'error') {
  const refusals = Array.from({ length: calls }, (_, nth) => ({ operation: 'rollback', nth, kind }) as const);
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
  expect(courseOf(world)).toEqual({ rollbacksTo: [], entries: [], gate: 'closed' });
  await pass(world, 2 * 60);
  expect(courseOf(world)).toEqual({ rollbacksTo: [], entries: ['refused'], gate: 'closed' });
  // No faster than a person would press the button again and again: the account's other callers are throttled, too.
  expect(world.faults.struck.length).toBeLessThan(150);
});

test('one that is never answered is given up like it, once the last call was found not to have been accepted', async () => {
  const world = await throttledFor(2_000, [], 'unsent');
  await pass(world, 14 * 60);
  expect(courseOf(world).entries).toEqual([]);
  await pass(world, 3 * 60);
  expect(courseOf(world)).toEqual({ rollbacksTo: [], entries: ['refused'], gate: 'closed' });
  expect(rememberedOf(world).incident).toBeUndefined();
  expect(world.faults.struck.length).toBeLessThan(50);
});

test.each(['error', 'unsent', 'conflict'] as const)(
  'while one is not taken (%s) the next release does not enter the stage, and it happens',
  async (kind) => {
    const world = await throttledFor(14, [], kind);
    release(world, 3);
    await pass(world, 900);
    expect(courseOf(world).rollbacksTo).toHaveLength(1);
    expect(courseOf(world).entries[0]).toBe('rollback');
  },
);

test('the way in is opened again where nothing comes of it', async () => {
  const world = await throttledFor(2_000);
  await pass(world, 200);
  expect(courseOf(world).gate).toBe('closed');
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 200);
  expect(courseOf(world)).toMatchObject({ rollbacksTo: [], gate: 'open' });
});
