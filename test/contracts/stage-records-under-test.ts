import { expect } from 'vitest';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import type { LockPurpose, StageRecords } from '../../lambda/stage/stage-lock.ts';
import { NOW, request } from './lock-requests.ts';

export interface StageRecordsUnderTest {
  readonly records: StageRecords;
  /** Stores a record past every condition, as a person or another version of the function would. */
  readonly plant: (key: StageKey, schema: number, memory: object) => Promise<void>;
}

/** What the contracts of the stage records do with them. */
export function useOf(make: () => StageRecordsUnderTest) {
  async function take(key: StageKey, holder = 'first', purpose: LockPurpose = 'stage', now = NOW) {
    const acquired = await make().records.acquire(key, request(purpose, holder, now));
    if (acquired.kind !== 'held') throw new Error(`the lock was not free: ${acquired.kind}`);
    return acquired;
  }
  async function remember(key: StageKey, state: StageState): Promise<void> {
    const { lock } = await take(key, 'writer');
    expect(await make().records.release(lock, 0, state)).toBe('released');
  }
  const tryTo = (key: StageKey, purpose: LockPurpose, now = NOW) =>
    make().records.acquire(key, request(purpose, 'second', now));
  return { take, remember, tryTo };
}
