import type { Entry } from './decision/entry.ts';
import type { IncidentSettings, RollingBack, Verifying } from './decision/incident.ts';
import type { Freeze, StageMemory } from './decision/record.ts';
import { type EpochMillis, SECOND } from './decision/time.ts';
import type { GuardPolicy } from './guard-policy.ts';
import type { Ports } from './ports.ts';
import type { StageKey } from './stage-key.ts';
import type { Lock } from './stage-lock.ts';

/** How long a lock is valid, and when the watch message behind a claim comes back: after every lease of this invocation. */
export interface Timing {
  readonly leaseMillis: number;
}

/** One invocation's work on one stage, under the lock. */
export interface Session {
  readonly ports: Ports;
  readonly timing: Timing;
  readonly key: StageKey;
  readonly lock: Lock;
  readonly memory: StageMemory;
}

/** What came of a trigger; the function's answer. */
export interface Outcome {
  readonly outcome:
    | 'rolled-back'
    | 'held'
    | 'waiting'
    | 'pending'
    | 'deferred'
    | 'duplicate'
    | 'lost-lock'
    | 'followed'
    | 'nothing-due'
    | 'ignored';
  readonly reason?: string;
  readonly entry?: Entry;
}

/** When a claim made now is looked at again if nothing else happens: once its lease has surely ended. */
export function afterLease(timing: Timing, now: EpochMillis): EpochMillis {
  return now + timing.leaseMillis + 5 * SECOND;
}

/**
 * Sends the watch message that the next phase needs, unless one that comes early enough is outstanding. Always before the
 * memory that relies on it is saved: a crash in between leaves one message too many, never one too few.
 */
export async function wakeBy(session: Session, dueAt: EpochMillis): Promise<EpochMillis> {
  const { ports, key, memory } = session;
  const outstanding = memory.wakeAt;
  if (outstanding !== undefined && outstanding > ports.clock() && outstanding <= dueAt) return outstanding;
  await ports.watches.send({ ...key, dueAt });
  return dueAt;
}

/** Ends the incident, if any, and makes sure that a probation that goes on has its wake-up. */
export async function withoutIncident(session: Session): Promise<StageMemory> {
  const { incident, wakeAt, freeze, ...others } = session.memory;
  const rest: StageMemory = { ...others, ...freezeAfterIncident(freeze) };
  const { probation } = rest;
  if (probation === undefined) return rest;
  const now = session.ports.clock();
  return { ...rest, wakeAt: await wakeBy(session, Math.max(probation.endsAt, now + 60 * SECOND)) };
}

/**
 * What the next incident knows of a freeze: nothing of one that a person released under this one. One that may or may not
 * be in force is known for ours should it show, and is not made anew.
 */
function freezeAfterIncident(freeze: Freeze | undefined): Pick<StageMemory, 'freeze'> {
  if (freeze === undefined || freeze.released) return {};
  const { lifted: _, ...ours } = freeze;
  return { freeze: ours };
}

/** The settings that an incident keeps for its whole life. */
export function incidentSettings(policy: GuardPolicy): IncidentSettings {
  const { alarms, bakeMinutes, freeze, maxAutomaticRollbacks, recoveryMinutes, rollbackMinutes } = policy;
  return { alarms, bakeMinutes, freeze, maxAutomaticRollbacks, recoveryMinutes, rollbackMinutes };
}

/** A rollback's incident goes on, and is looked at again no later than at `before`. */
export async function stayOpen(
  session: Session,
  incident: RollingBack | Verifying,
  before: EpochMillis,
): Promise<Outcome> {
  const wakeAt = await wakeBy(session, before);
  return saveAs(session, { ...session.memory, incident, wakeAt }, { outcome: 'followed', reason: incident.phase });
}

/** Stores what is remembered from now on and lets go of the lock: the answer, or that somebody has taken it over. */
export async function saveAs(session: Session, memory: StageMemory, outcome: Outcome): Promise<Outcome> {
  const saved = await session.ports.records.save(session.lock, memory, 'release');
  return saved === 'lost' ? { outcome: 'lost-lock' } : outcome;
}
