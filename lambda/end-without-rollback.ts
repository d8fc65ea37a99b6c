import { type Entry, entryOfEnd, withFreezeOf } from './decision/entry.ts';
import type { ExecutionId } from './decision/execution.ts';
import { overdueFrom } from './decision/follow-up.ts';
import { isFreezeOf, isInForce } from './decision/freeze.ts';
import { hold } from './decision/hold.ts';
import { type Claimed, causesOf, type Waiting } from './decision/incident.ts';
import type { StageMemory } from './decision/record.ts';
import { SECOND } from './decision/time.ts';
import { freezeAnew, type Lifting, lift } from './freezing.ts';
import { record } from './journal.ts';
import { attempt } from './observer.ts';
import { type Session, wakeBy, withoutIncident } from './session.ts';

type Unaccepted = Waiting | Claimed;

/**
 * What is remembered once an incident comes to nothing: a freeze that was made to stop the deployment is lifted, and people
 * who were told that it waits are told how it ended, unless one of its holds says so. Where AWS refused the rollback it is
 * still wanted, and the stage stays frozen for it. Where the freeze cannot be lifted for the moment the incident stays open.
 */
export async function endWithoutRollback(
  session: Session,
  incident: Unaccepted,
  fresh: readonly Entry[],
): Promise<StageMemory> {
  const { ports, key, memory } = session;
  const holds = await holdsOf(session, incident, fresh);
  const froze = isFreezeOf(memory.freeze, incident.id);
  const refused = isRefused(incident, holds);
  const stage = memory.freeze === undefined ? undefined : await attempt(ports.pipelines.stage(key));
  const lifting = froze && !refused && stage !== undefined ? await lift(session, stage) : undefined;
  if (lifting?.kind === 'failed' && lifting.transient && ports.clock() < overdueFrom(incident)) {
    return { ...memory, incident, wakeAt: await wakeBy(session, ports.clock() + 30 * SECOND) };
  }
  const { freeze: _, ...thawed } = memory;
  const isLifted = lifting !== undefined && lifting.kind !== 'failed';
  // Lifted for a rollback that was never made: whatever it was for, it still is.
  const after: StageMemory =
    isLifted || memory.freeze === undefined || stage === undefined
      ? thawed
      : { ...thawed, freeze: await freezeAnew(session, memory.freeze, stage) };
  const stopped = froze || (incident.phase === 'waiting' && incident.stopping);
  if (stopped || (!holds.some(({ announce }) => announce) && (await hasAnnouncedWait(session, incident)))) {
    const sentence = [
      `nothing is rolled back by this controller: ${reasonsOf(holds)}`,
      ...(stopped ? [`deployment ${executionOf(incident)} was told to stop, and may be half done`] : []),
      ...(froze ? becomesOfFreeze(lifting, after) : []),
    ].join('; ');
    await record(ports, key, withFreezeOf(after, entryOfEnd(incident, sentence, ports.clock())));
  }
  // Whatever has come into the stage meanwhile sent its event to an incident that is no more.
  await ports.watches.send({ ...key, dueAt: ports.clock(), stageChanged: true });
  return withoutIncident({ ...session, memory: after });
}

/** How each cause of the incident was decided: just now, or before a crash or before it was tried again. */
async function holdsOf(
  { ports, key }: Session,
  incident: Unaccepted,
  fresh: readonly Entry[],
): Promise<readonly Entry[]> {
  const decided = causesOf(incident).map(
    ({ id, at }) => fresh.find((entry) => entry.id === id) ?? ports.history.find(key, { id, causedAt: at }),
  );
  return (await Promise.all(decided)).filter((entry) => entry !== undefined).filter(({ code }) => code === 'hold');
}

/** AWS would not roll back to any target, or not at all. */
function isRefused({ phase }: Unaccepted, holds: readonly Entry[]): boolean {
  const refusals: readonly (string | undefined)[] = [hold.refused.code, hold.noEligibleTarget.code];
  return phase === 'claimed' && holds.some(({ reason }) => refusals.includes(reason));
}

async function hasAnnouncedWait({ ports, key }: Session, incident: Unaccepted): Promise<boolean> {
  const waits = causesOf(incident).map(({ id, at }) => ports.history.has(key, { id: `${id}/wait`, causedAt: at }));
  return (await Promise.all(waits)).includes(true);
}

function reasonsOf(holds: readonly Entry[]): string {
  return [...new Set(holds.map(({ sentence }) => sentence))].join('; ') || 'every alarm of the incident is decided';
}

function executionOf(incident: Unaccepted): ExecutionId {
  return incident.phase === 'waiting' ? incident.occupant : incident.plan.suspect.id;
}

function becomesOfFreeze(lifting: Lifting | undefined, { freeze }: StageMemory): readonly string[] {
  if (lifting?.kind === 'failed') return [`the freeze was not lifted: ${lifting.error}`];
  if (lifting?.kind === 'lifted') return ['the freeze is lifted'];
  return isInForce(freeze) ? ['the stage stays frozen until it is released'] : [];
}
