import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type History, history } from './history.ts';
import { FOUND_HISTORIES, TELLING_HISTORIES } from './kept-histories.ts';
import { runHistory } from './run-history.ts';
import { sabotaged } from './sabotage.ts';
import { SABOTAGES } from './sabotages.ts';
import { SUBJECT, type Subject } from './subject.ts';
import { WithoutFence, WithoutLease, WithoutTakeover } from './unguarded-records.ts';

const SEED = 42;
const MOST_RUNS = 1_500;

/** Less than a slow call takes; the function may run for 30 seconds. */
const SHORT_LEASE = 3_000;

/** The first violation (like this) that the simulation finds in this function. */
async function firstViolation(
  subject: Subject,
  { runs = MOST_RUNS, like = /./ }: { readonly runs?: number; readonly like?: RegExp } = {},
): Promise<string> {
  const violationIn = async (one: History) =>
    (await runHistory(one, subject)).violations.find((violation) => like.test(violation));
  for (const { history: one } of [...FOUND_HISTORIES, ...TELLING_HISTORIES]) {
    const violation = await violationIn(one);
    if (violation !== undefined) return violation;
  }
  let found = 'none';
  await fc.check(
    fc.asyncProperty(history, async (one) => {
      const violation = await violationIn(one);
      if (violation === undefined) return;
      found = violation;
      throw new Error(found);
    }),
    { seed: SEED, numRuns: runs, endOnFailure: true },
  );
  return found;
}

describe('without a guard the simulation finds a violation', () => {
  it.each(SABOTAGES.map(([guard, ...changes]) => ({ guard, changes })))(
    '$guard',
    { timeout: 300_000 },
    async ({ changes }) => {
      const { subject, remove } = await sabotaged(changes);
      try {
        const found = await firstViolation(subject);
        expect(found).not.toBe('none');
      } finally {
        await remove();
      }
    },
  );

  it.each([
    ['the lease', { records: () => new WithoutLease() }],
    ['the takeover after a lease', { records: () => new WithoutTakeover() }],
    ['a lease that is longer than the timeout', { leaseMillis: SHORT_LEASE }],
  ] as const)('%s', { timeout: 300_000 }, async (_, missing) => {
    expect(await firstViolation({ ...SUBJECT, ...missing })).not.toBe('none');
  });
});

/**
 * The fence is the second line: while every lease is longer than the timeout, no invocation lives to see its lock taken
 * over, and nothing is missed without the fence. So the lease is made too short here. Then the controller acts after its
 * lease, which no fence can prevent; what the fence has to prevent is that it writes over what a later holder wrote.
 * That DynamoDB refuses such a write is shown in `sabotaged-adapters.test.ts`.
 */
describe('the fence, the second line behind the lease', () => {
  const runs = 200;
  const WRITTEN_OVER = /written over a later holder's/;
  const unfenced = { ...SUBJECT, records: () => new WithoutFence() };

  it('is not missed while every lease is longer than the timeout', { timeout: 300_000 }, async () => {
    expect(await firstViolation(unfenced, { runs })).toBe('none');
  });

  it('is missed once a lease is shorter: records are written over', { timeout: 300_000 }, async () => {
    const found = await firstViolation({ ...unfenced, leaseMillis: SHORT_LEASE }, { runs, like: WRITTEN_OVER });
    expect(found).toMatch(WRITTEN_OVER);
  });

  it('keeps the records from being written over, even where a lease is shorter', { timeout: 300_000 }, async () => {
    const found = await firstViolation({ ...SUBJECT, leaseMillis: SHORT_LEASE }, { runs, like: WRITTEN_OVER });
    expect(found).toBe('none');
  });
});
