import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type History, history } from './history.ts';
import { FOUND_HISTORIES, TELLING_HISTORIES } from './kept-histories.ts';
import { runHistory } from './run-history.ts';
import { SUBJECT, type Subject } from './subject.ts';
import { WithoutFence, WithoutLease, WithoutTakeover } from './unguarded-records.ts';

/* The lock is the table's: what its conditions do for the function is shown with a table that lacks them. */

const KEPT = [...FOUND_HISTORIES, ...TELLING_HISTORIES];
const SEED = 42;

/** Less than a slow call takes; the function may run for 30 seconds. */
const SHORT_LEASE = 3_000;

/** The first violation (like this) in the kept histories and in so many others; "none" where there is none. */
async function firstViolation(subject: Subject, { runs = 0, like = /./ } = {}): Promise<string> {
  const others = fc.sample(history, { seed: SEED, numRuns: runs });
  for (const one of [...KEPT.map(({ history: kept }): History => kept), ...others]) {
    const found = (await runHistory(one, subject)).violations.find((violation) => like.test(violation));
    if (found !== undefined) return found;
  }
  return 'none';
}

describe('without a part of the lock a history breaks an invariant', () => {
  it.each([
    ['the lease', { records: () => new WithoutLease() }],
    ['the takeover after a lease', { records: () => new WithoutTakeover() }],
    ['a lease that is longer than the timeout', { leaseMillis: SHORT_LEASE }],
  ] as const)('%s', async (_, missing) => {
    expect(await firstViolation({ ...SUBJECT, ...missing }, { runs: 200 })).not.toBe('none');
  });
});

/**
 * The fence is the second line: while every lease is longer than the timeout, no invocation lives to see its lock taken
 * over, and nothing is missed without the fence. So the lease is made too short here. Then the controller acts after its
 * lease, which no fence can prevent; what the fence has to prevent is that it writes over what a later holder wrote.
 */
describe('the fence, the second line behind the lease', () => {
  const WRITTEN_OVER = /written over a later holder's/;
  const unfenced = { ...SUBJECT, records: () => new WithoutFence() };

  it('is not missed while every lease is longer than the timeout', async () => {
    expect(await firstViolation(unfenced)).toBe('none');
  });

  it('is missed once a lease is shorter: records are written over', async () => {
    const short = { ...unfenced, leaseMillis: SHORT_LEASE };
    expect(await firstViolation(short, { runs: 200, like: WRITTEN_OVER })).toMatch(WRITTEN_OVER);
  });

  it('keeps the records from being written over, even where a lease is shorter', async () => {
    const short = { ...SUBJECT, leaseMillis: SHORT_LEASE };
    expect(await firstViolation(short, { like: WRITTEN_OVER })).toBe('none');
  });
});
