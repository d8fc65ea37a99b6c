import { type DecidableCause, distinct } from './decision/cause.ts';
import { entryOfWait, incidentId } from './decision/entry.ts';
import type { Waiting } from './decision/incident.ts';
import type { Wait } from './decision/plan.ts';
import type { StageMemory } from './decision/record.ts';
import type { EpochMillis } from './decision/time.ts';
import { freeze, withFreezeToCome } from './freezing.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { record } from './journal.ts';
import type { Look } from './observer.ts';
import { incidentSettings, type Outcome, type Session } from './session.ts';

/** Remembers the causes until the running deployment has ended; stops it first where the guard says so. */
export async function waitForDeployment(
  session: Session,
  causes: readonly DecidableCause[],
  wait: Wait,
  policy: GuardPolicy,
  look: Look,
  wakeAt: EpochMillis,
): Promise<Outcome> {
  const { ports, key, lock, memory } = session;
  const [first] = causes;
  if (first === undefined) throw new Error('nothing waits without a cause');
  const now = ports.clock();
  const { executionId } = wait.deployment.occupant;
  const before = memory.incident?.phase === 'waiting' ? memory.incident : undefined;
  const id = before?.id ?? incidentId(first, executionId);

  const incident: Waiting = {
    phase: 'waiting',
    id,
    openedAt: before?.openedAt ?? now,
    settings: incidentSettings(policy),
    causes: distinct([...(before?.causes ?? []), ...causes]),
    occupant: executionId,
    stopping: wait.stop,
  };
  let remembered: StageMemory = { ...memory, incident, wakeAt };
  if (wait.stop) {
    // AWS's advice: close the transition first, else the next execution enters the stage that the stop sets free.
    const occasion = { incident: id, suspect: executionId };
    remembered = withFreezeToCome(remembered, look.observation.stage, occasion, now);
    if ((await ports.records.save(lock, remembered, 'keep')) === 'lost') return { outcome: 'lost-lock' };
    const freezing = await freeze({ ...session, memory: remembered }, look.observation.stage, occasion);
    remembered = { ...remembered, ...(freezing.freeze && { freeze: freezing.freeze }) };
    const stopped = await ports.pipelines.stop(key, executionId, `auto-rollback incident ${id}`);
    for (const problem of [freezing.problem, stopped]) {
      // Whatever was refused: the deployment ends by itself at the latest, and the watch message comes back before.
      if (problem?.kind === 'failed') ports.log.warn('stopping the deployment', { ...key, incident: id, ...problem });
    }
  }
  for (const cause of causes) await record(ports, key, entryOfWait(cause, wait, now));
  const saved = await ports.records.save(lock, remembered, 'release');
  return saved === 'lost' ? { outcome: 'lost-lock' } : { outcome: 'waiting', entry: entryOfWait(first, wait, now) };
}
