import type { DecidableCause } from './decision/cause.ts';
import { type EpochMillis, MINUTE, SECOND } from './decision/time.ts';
import type { Controller } from './lock.ts';
import type { Ports, WatchMessage } from './ports.ts';
import type { Outcome } from './session.ts';
import type { StageKey } from './stage-key.ts';
import type { Acquisition } from './stage-lock.ts';

/** Another invocation holds the lock that a trigger asked for. */
type Leased = Extract<Acquisition, { kind: 'leased' }>;

/** How long an alarm waits for a lock that others keep taking, before the invocation fails visibly. */
const WAIT_FOR_LOCK = 15 * MINUTE;
/** The clocks of two invocations may differ by this much. */
const SKEW = 5 * SECOND;
const STAGE_LOOK = 'stage/';

/** Under what id the lock is taken for a change of the stage. */
export function stageLook(eventId: string): string {
  return `${STAGE_LOOK}${eventId}`;
}

/**
 * Whether the holder came for a change of the stage, too, and took the lock after this one was first seen: then it looks
 * for both. Should it die, what it came for is delivered again.
 */
export function looksAfter(leased: Leased, { timing }: Controller, firstSeenAt: EpochMillis): boolean {
  return leased.causeId.startsWith(STAGE_LOOK) && beganAt(leased, timing) > firstSeenAt + SKEW;
}

function beganAt({ until }: Leased, { leaseMillis }: Controller['timing']): EpochMillis {
  return until - leaseMillis;
}

/** A cause is decided after the one that is being decided, which may come to nothing. It must not wait for ever unseen. */
export async function putOffCause(
  ports: Ports,
  key: StageKey,
  cause: DecidableCause,
  firstSeenAt: EpochMillis,
): Promise<Outcome> {
  if (ports.clock() - firstSeenAt > WAIT_FOR_LOCK) {
    throw new Error(`the lock of ${key.pipeline}/${key.stage} was never free in ${WAIT_FOR_LOCK / MINUTE} minutes`);
  }
  return putOff(ports, { ...key, cause }, firstSeenAt, 2 * SECOND);
}

/** A change of the stage is looked for again: it could not be seen, or whoever is at work may have looked before it. */
export function putOffChange(ports: Ports, key: StageKey, firstSeenAt: EpochMillis): Promise<Outcome> {
  return putOff(ports, { ...key, stageChanged: true }, firstSeenAt, 5 * SECOND);
}

/** The longer it has waited for the lock, the longer until it asks again: its holder may be dead, and many may wait. */
async function putOff(
  ports: Ports,
  asked: Omit<WatchMessage, 'dueAt' | 'firstSeenAt'>,
  firstSeenAt: EpochMillis,
  first: number,
): Promise<Outcome> {
  const now = ports.clock();
  const dueAt = now + Math.min(30 * SECOND, Math.max(first, now - firstSeenAt));
  await ports.watches.send({ ...asked, dueAt, firstSeenAt });
  return { outcome: 'deferred', reason: 'stage-busy' };
}
