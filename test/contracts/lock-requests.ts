import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { LockPurpose, LockRequest } from '../../lambda/stage/stage-lock.ts';

export const NOW = Date.UTC(2026, 0, 10, 9, 30);
export const SECOND = 1_000;
export const LEASE = 40 * SECOND;
let stages = 0;

/** A stage that no other test has touched. */
export function freshKey(): StageKey {
  return { pipeline: 'shop', stage: `Stage-${++stages}` };
}

export function freshKeyOf(pipeline: string): StageKey {
  return { ...freshKey(), pipeline };
}

export function request(purpose: LockPurpose, holder: string, now = NOW): LockRequest {
  return { purpose, holder, now, leaseUntil: now + LEASE };
}
