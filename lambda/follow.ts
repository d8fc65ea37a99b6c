import { freezeAfter, recordFreezeFailure, recordRollback } from './acceptance.ts';
import { consider } from './consider.ts';
import { lastCall } from './decision/claim.ts';
import { entryOfIncident, withFreezeOf } from './decision/entry.ts';
import { followRollback, followVerification, overdueFrom } from './decision/follow-up.ts';
import { keepsRollbackOut } from './decision/freeze.ts';
import { causesOf, type Incident, type RollingBack, type Verifying, type Waiting } from './decision/incident.ts';
import { stageIn } from './decision/observation.ts';
import { isStageRunning } from './decision/stage.ts';
import { MINUTE } from './decision/time.ts';
import { endAfterRollback } from './end-after-rollback.ts';
import { followDeployment } from './follow-deployment.ts';
import { liftForRollback } from './freezing.ts';
import { record } from './journal.ts';
import { attempt, type Look, lookAt } from './observer.ts';
import { type Outcome, type Session, saveAs, stayOpen, wakeBy } from './session.ts';

/** A freeze that CodePipeline does not take for now is tried again for so long, until people are told. */
const FREEZES_WITHIN = 2 * MINUTE;

/** Goes on with what is open in a stage: looks, decides by what is seen, and asks to be woken again. */
export async function follow(session: Session): Promise<Outcome> {
  const { incident, probation } = session.memory;
  if (incident !== undefined) {
    const overdueSince = overdueFrom(incident);
    if (session.ports.clock() >= overdueSince) session.ports.log.overdue(session.key, incident.id, overdueSince);
    return followIncident(session, incident);
  }
  if (probation !== undefined) return followDeployment(session, probation);
  const { wakeAt: _, ...idle } = session.memory;
  return saveAs(session, idle, { outcome: 'nothing-due' });
}

function followIncident(session: Session, incident: Incident): Promise<Outcome> {
  switch (incident.phase) {
    case 'waiting':
      return followWaiting(session, incident);
    case 'claimed':
      return consider(session, { causes: causesOf(incident), firstSeenAt: lastCall(incident), reopened: incident });
    case 'rolling-back':
      return followRollingBack(session, incident);
    case 'verifying':
      return followVerifying(session, incident);
  }
}

/** The deployment runs on: look again later. It ended: decide. */
async function followWaiting(session: Session, incident: Waiting): Promise<Outcome> {
  const { ports, key, memory } = session;
  const stage = await attempt(ports.pipelines.stage(key));
  const seen = stageIn(stage);
  const running = isStageRunning(seen);
  // Something else runs there now: a rollback by others, say, which is no deployment to wait for.
  const isStillThere = running && seen?.occupant?.executionId === incident.occupant;
  if (!stage.ok || (isStillThere && !incident.stopping)) {
    const wakeAt = await wakeBy(session, ports.clock() + MINUTE);
    return saveAs(session, { ...memory, wakeAt }, { outcome: 'waiting' });
  }
  const firstSeenAt = incident.endedSeenAt ?? ports.clock();
  const ended: Waiting = running ? incident : { ...incident, endedSeenAt: firstSeenAt };
  return consider(
    { ...session, memory: { ...memory, incident: ended } },
    { causes: incident.causes, firstSeenAt, reopened: ended },
  );
}

async function followRollingBack(session: Session, accepted: RollingBack): Promise<Outcome> {
  const { ports, key } = session;
  const [look, status] = await Promise.all([
    lookAt(ports, key, []),
    attempt(ports.pipelines.executionStatus(key, accepted.rollbackExecutionId)),
  ]);
  // A crash right after the acceptance may have kept these from being done.
  const { memory, problem } =
    accepted.cause.kind === 'observed' ? { memory: session.memory } : await freezeBehind(session, accepted, look);
  const frozen: Session = { ...session, memory };
  const incident = await recordRollback(frozen, accepted);

  const step = followRollback({ incident, status, stage: look.observation.stage, now: ports.clock() });
  const isTriedAgain =
    problem?.transient && step.kind === 'stay' && ports.clock() - incident.acceptedAt < FREEZES_WITHIN;
  if (problem !== undefined && !isTriedAgain) await recordFreezeFailure(frozen, incident, problem);
  switch (step.kind) {
    case 'stay':
      return stayOpen(frozen, incident, step.wakeAt);
    case 'overdue': {
      const stuck = entryOfIncident(incident, 'rollback-stuck', step.sentence, ports.clock());
      await record(ports, key, withFreezeOf(memory, stuck, look.observation.stage));
      return stayOpen(frozen, { ...incident, overdueAnnounced: true }, step.wakeAt);
    }
    case 'verify': {
      const { overdueAnnounced: _, phase: __, verdict: ___, ...rest } = incident;
      return followVerifying(frozen, { ...rest, phase: 'verifying', succeededAt: ports.clock() }, look);
    }
    case 'close':
      return endAfterRollback(frozen, incident, step, look);
  }
}

/** Freezes once the rollback is in the stage; one that waits outside is let in first, where our own freeze alone keeps it out. */
async function freezeBehind(session: Session, incident: RollingBack, look: Look): ReturnType<typeof freezeAfter> {
  const { memory } = session;
  const { rollbackExecutionId: rollback } = incident;
  const stage = stageIn(look.observation.stage);
  if (!stage?.waiting?.includes(rollback)) return freezeAfter(session, incident, look);
  if (!keepsRollbackOut(memory.freeze, stage, rollback)) return { memory };
  return { memory: (await liftForRollback(session, look.observation.stage)).session.memory };
}

async function followVerifying(session: Session, incident: Verifying, seen?: Look): Promise<Outcome> {
  const { ports, key } = session;
  const [look, alarms] = await Promise.all([
    seen ?? lookAt(ports, key, []),
    attempt(ports.alarms.describe(incident.settings.alarms)),
  ]);
  const step = followVerification({ incident, alarms, stage: look.observation.stage, now: ports.clock() });
  switch (step.kind) {
    case 'close':
      return endAfterRollback(session, incident, step, look);
    case 'stay':
    case 'overdue':
    case 'verify':
      return stayOpen(session, incident, step.wakeAt);
  }
}
