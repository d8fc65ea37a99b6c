import type { Ports } from './ports.ts';
import type { Session, Timing } from './session.ts';
import type { StageKey } from './stage-key.ts';
import type { Acquisition, LockPurpose } from './stage-lock.ts';

/** What the controller works with, for one invocation. */
export interface Controller {
  readonly ports: Ports;
  readonly timing: Timing;
  /** Unique per invocation. */
  readonly holder: string;
}

/** Takes the lock of a stage for this invocation. A record that cannot be used is counted, whatever came for it. */
export async function acquire(
  { ports, timing, holder }: Controller,
  key: StageKey,
  purpose: LockPurpose,
  causeId: string,
): Promise<Acquisition> {
  const now = ports.clock();
  const request = { purpose, holder, causeId, now, leaseUntil: now + timing.leaseMillis };
  const acquired = await ports.records.acquire(key, request);
  if (acquired.kind === 'unreadable') ports.log.unusable('stage record', acquired.problem, key);
  return acquired;
}

/** A record that cannot be understood. */
export type Unreadable = Extract<Acquisition, { kind: 'unreadable' }>;

/** Frees a stage whose record cannot be understood, for whoever mends it. */
export async function letGo({ records }: Ports, { lock }: Unreadable): Promise<void> {
  if (lock !== undefined) await records.release(lock);
}

export function sessionOf(
  { ports, timing }: Controller,
  { lock, memory }: Extract<Acquisition, { kind: 'held' }>,
): Session {
  return { ports, timing, key: lock.key, lock, memory };
}
