import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployGuards, type Load, runLoad } from './load-run.ts';

/** `npm run load` does a thousand events. */
const LOAD: Load = { stages: 6, alarmsPerStage: 5, deliveries: 4, concurrency: 8 };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'load-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('beyond the limit of all guards a stage is held, and people are told what would have been rolled back', async () => {
  const load: Load = { ...LOAD, alarmsPerStage: 2, deliveries: 1, maxRollbacks: '5 in 10' };
  const figures = await runLoad(load, await deployGuards(load, directory));
  expect(figures).toMatchObject({
    alarmEvents: 12,
    acceptedRollbacks: 5,
    stagesRolledBackOnce: 5,
    failedInvocations: 0,
  });
  // The rollback and the recovery of five stages, and both alarms of the sixth.
  expect(figures.messages).toBe(12);
  expect(figures.problems).toEqual([]);
});

test('thirty alarms of six stages fire at once and are delivered four times each: one rollback a stage, nothing lost', async () => {
  const figures = await runLoad(LOAD, await deployGuards(LOAD, directory));
  expect(figures).toMatchObject({ alarmEvents: 120, acceptedRollbacks: 6, stagesRolledBackOnce: 6 });
  expect(figures.failedInvocations).toBe(0);
  // The rollback and the recovery of each stage, told once.
  expect(figures.messages).toBe(12);
  expect(figures.problems).toEqual([]);
});

test('a flood of alarms that nobody guards anything with delays the guarded one by seconds, and costs one call each', async () => {
  const pace = { processes: 4, coldMillis: 2_000, warmMillis: 100 };
  const one: Load = { stages: 1, alarmsPerStage: 1, deliveries: 1, concurrency: 20, pace };
  const stacks = await deployGuards(one, directory);
  const alone = await runLoad(one, stacks);
  const flooded = await runLoad({ ...one, unguardedAlarms: 100 }, stacks);
  for (const figures of [alone, flooded]) {
    expect(figures).toMatchObject({ stagesRolledBackOnce: 1, failedInvocations: 0, messages: 2, problems: [] });
  }
  // How often the incident itself is looked at differs by a few.
  expect(Math.abs(flooded.calls - alone.calls - 100)).toBeLessThan(20);
  expect(Math.abs(flooded.invocations - alone.invocations - 100)).toBeLessThan(5);
  // In the account's time: an event that is turned away once comes again after a minute.
  expect(flooded.lastRollbackAfter - alone.lastRollbackAfter).toBeLessThan(20);
});
