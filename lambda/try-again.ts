import type { DecidableCause } from './decision/cause.ts';
import type { RollingBack, Verifying } from './decision/incident.ts';
import type { Again } from './decision/observation.ts';
import type { StageMemory } from './decision/record.ts';
import { type EpochMillis, MINUTE, SECOND } from './decision/time.ts';
import { type Outcome, type Session, wakeBy } from './session.ts';

/** The part of a case that matters when it is tried again. */
interface Asked {
  /** When the first of its causes was first looked at. */
  readonly firstSeenAt: EpochMillis;
  /** The incident whose end asks for it. */
  readonly ending?: RollingBack | Verifying;
}

/** Puts the cause off. One that an open incident remembers stays there; a fresh one comes back in a watch message. */
export async function tryAgain(session: Session, asked: Asked, cause: DecidableCause, reason: Again): Promise<Outcome> {
  const { ports, key, lock } = session;
  const { ending, firstSeenAt } = asked;
  const memory = ending === undefined ? session.memory : { ...session.memory, incident: ending };
  const now = ports.clock();
  // The longer it has been unreadable, the longer until the next try: 5 s, 10 s, 20 s, ... at most a minute.
  const dueAt = now + Math.min(MINUTE, Math.max(5 * SECOND, now - firstSeenAt));
  ports.log.warn('could not observe, will try again', { ...key, what: reason.what, problem: reason.problem, dueAt });
  if (remembers(memory, cause)) {
    const wakeAt = await wakeBy(session, dueAt);
    await ports.records.save(lock, { ...memory, wakeAt }, 'release');
    return { outcome: 'pending', reason: reason.problem };
  }
  await ports.watches.send({ ...key, dueAt, cause, firstSeenAt });
  await ports.records.release(lock);
  return { outcome: 'deferred', reason: reason.problem };
}

function remembers({ incident }: StageMemory, cause: DecidableCause): boolean {
  if (incident?.phase === 'waiting') return incident.causes.some(({ id }) => id === cause.id);
  return incident !== undefined;
}
