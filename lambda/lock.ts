import type { Acquisition, LockPurpose, Ports, StageKey } from './ports.ts';
import type { Session, Timing } from './session.ts';

/** What the controller works with, for one invocation. */
export interface Controller {
  readonly ports: Ports;
  readonly timing: Timing;
  /** Unique per invocation. */
  readonly holder: string;
}

/** Takes the lock of a stage for this invocation. */
export function acquire(
  { ports, timing, holder }: Controller,
  key: StageKey,
  purpose: LockPurpose,
  causeId: string,
): Promise<Acquisition> {
  const now = ports.clock();
  return ports.records.acquire(key, { purpose, holder, causeId, now, leaseUntil: now + timing.leaseMillis });
}

export function sessionOf(
  { ports, timing }: Controller,
  { lock, memory }: Extract<Acquisition, { kind: 'held' }>,
): Session {
  return { ports, timing, key: lock.key, lock, memory };
}
