import { type Entry, entryOfEnd, withFreezeOf } from './decision/entry.ts';
import { overdueFrom } from './decision/follow-up.ts';
import { isFreezeOf } from './decision/freeze.ts';
import { hold } from './decision/hold.ts';
import { type Claimed, causesOf, type StageMemory, type Waiting } from './decision/record.ts';
import { SECOND } from './decision/time.ts';
import { lift } from './freezing.ts';
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
  holds: readonly Entry[],
): Promise<StageMemory> {
  const { ports, key, memory } = session;
  const froze = isFreezeOf(memory.freeze, incident.id);
  const lifting =
    froze && !isRefused(incident, holds) ? await lift(session, await attempt(ports.pipelines.stage(key))) : undefined;
  if (lifting?.kind === 'failed' && lifting.transient && ports.clock() < overdueFrom(incident)) {
    return { ...memory, incident, wakeAt: await wakeBy(session, ports.clock() + 30 * SECOND) };
  }
  const { freeze, ...thawed } = memory;
  const isLifted = lifting !== undefined && lifting.kind !== 'failed';
  const after: StageMemory = freeze === undefined || isLifted ? thawed : memory;
  const stopped = froze || (incident.phase === 'waiting' && incident.stopping);
  if (stopped || (!holds.some(({ announce }) => announce) && (await hasAnnouncedWait(session, incident)))) {
    const staysFrozen = froze && lifting === undefined;
    const sentence = [
      sentenceOf(incident, holds, stopped),
      ...(lifting?.kind === 'lifted' ? ['the freeze is lifted'] : []),
      ...(lifting?.kind === 'failed' ? [`the freeze was not lifted: ${lifting.error}`] : []),
      ...(staysFrozen ? ['the stage stays frozen until it is released'] : []),
    ].join('; ');
    const entry = entryOfEnd(incident, sentence, ports.clock());
    await record(ports, key, withFreezeOf(after, entry));
  }
  // Whatever has come into the stage meanwhile sent its event to an incident that is no more.
  await ports.watches.send({ ...key, dueAt: ports.clock(), stageChanged: true });
  return withoutIncident({ ...session, memory: after });
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

function sentenceOf(incident: Unaccepted, holds: readonly Entry[], stopped: boolean): string {
  const reasons = [...new Set(holds.map(({ sentence }) => sentence))].join('; ');
  const execution = incident.phase === 'waiting' ? incident.occupant : incident.plan.suspect.id;
  const end = `nothing is rolled back: ${reasons || 'every alarm of the incident is decided'}`;
  return stopped ? `${end}; deployment ${execution} was told to stop, and may be half done` : end;
}
