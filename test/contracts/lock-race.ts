import { expect } from 'vitest';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { StageRecords } from '../../lambda/stage/stage-lock.ts';
import { LEASE, NOW, request } from './lock-requests.ts';

/** How many of 50 claimants at once get the lock, round after round; each round begins when the lease of the last has ended. */
export async function winnersOf(records: StageRecords, key: StageKey): Promise<readonly number[]> {
  const winners: number[] = [];
  for (let round = 0; round < 10; round++) {
    const now = NOW + round * LEASE;
    const claims = Array.from({ length: 50 }, (_, claimant) =>
      records.acquire(key, request('alarm', `claimant-${round}-${claimant}`, now)),
    );
    const acquired = await Promise.all(claims);
    winners.push(acquired.filter(({ kind }) => kind === 'held').length);
    const losers = acquired.filter(({ kind }) => kind === 'leased');
    expect(winners.at(-1)).toBe(50 - losers.length);
  }
  return winners;
}
