import { freezeAfter, recordFreezeFailure, recordRollback } from './acceptance.ts';
import { consider } from './consider.ts';
import type { AlarmCause } from './decision/cause.ts';
import { lastCall } from './decision/claim.ts';
import { entryOfIncident, withFreezeOf } from './decision/entry.ts';
import { type FollowUp, followRollback, followVerification, overdueFrom } from './decision/follow-up.ts';
import { isFreezeOf, isInForce, keepsRollbackOut } from './decision/freeze.ts';
import { causesOf, type Incident, type RollingBack, type Verifying, type Waiting } from './decision/incident.ts';
import { stageIn } from './decision/observation.ts';
import type { StageMemory } from './decision/record.ts';
import { isStageRunning } from './decision/stage.ts';
import { type EpochMillis, MINUTE, SECOND } from './decision/time.ts';
import { followDeployment } from './follow-deployment.ts';
import { lift, liftForRollback } from './freezing.ts';
import { handOver } from './hand-over.ts';
import { record } from './journal.ts';
import { attempt, type Look, lookAt } from './observer.ts';
import { type Outcome, type Session, saveAs, wakeBy, withoutIncident } from './session.ts';

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
      return stay(frozen, incident, step.wakeAt);
    case 'overdue': {
      const stuck = entryOfIncident(incident, 'rollback-stuck', step.sentence, ports.clock());
      await record(ports, key, withFreezeOf(memory, stuck, look.observation.stage));
      return stay(frozen, { ...incident, overdueAnnounced: true }, step.wakeAt);
    }
    case 'verify': {
      const { overdueAnnounced: _, phase: __, ...rest } = incident;
      return followVerifying(frozen, { ...rest, phase: 'verifying', succeededAt: ports.clock() }, look);
    }
    case 'close':
      return end(frozen, incident, step, look);
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
      return end(session, incident, step, look);
    case 'stay':
    case 'overdue':
    case 'verify':
      return stay(session, incident, step.wakeAt);
  }
}

async function stay(session: Session, incident: RollingBack | Verifying, before: number): Promise<Outcome> {
  const wakeAt = await wakeBy(session, before);
  return saveAs(session, { ...session.memory, incident, wakeAt }, { outcome: 'followed', reason: incident.phase });
}

/** The incident is over. A freeze "until-recovered" ends with the recovery, any other stays for a person to release. */
async function end(
  session: Session,
  incident: RollingBack | Verifying,
  step: Extract<FollowUp, { kind: 'close' }>,
  look: Look,
): Promise<Outcome> {
  const { ports, key } = session;
  if (step.code === 'superseded') {
    const unread = await handOver(session, incident, look);
    if (unread !== undefined) return stay(session, incident, ports.clock() + 30 * SECOND);
  }
  let current = session;
  let { sentence } = step;
  if (isToBeLifted(session.memory, incident, step)) {
    const lifted = await lift(session, look.observation.stage);
    if (lifted.kind === 'failed' && lifted.transient && ports.clock() < overdueFrom(incident)) {
      return stay(session, incident, ports.clock() + 30 * SECOND);
    }
    const why = lifted.kind === 'failed' ? lifted.error : lifted.kind;
    sentence += lifted.kind === 'lifted' ? '; the freeze is lifted' : `; the freeze was not lifted (${why})`;
    if (lifted.kind !== 'failed') {
      const { freeze: _, ...thawed } = session.memory;
      current = { ...session, memory: thawed };
    }
  }
  const closed = entryOfIncident(incident, step.code, sentence, ports.clock());
  const entry = withFreezeOf(current.memory, closed, look.observation.stage);
  await record(ports, key, entry);
  const further = furtherCause(session.memory, incident, step, ports.clock());
  if (further !== undefined) {
    const { incident: _, ...rest } = current.memory;
    return consider({ ...current, memory: rest }, { causes: [further], firstSeenAt: ports.clock(), ending: incident });
  }
  return saveAs(current, await withoutIncident(current), { outcome: 'followed', reason: step.code, entry });
}

/** With the recovery, or where the guard wants no freeze but one was needed to stop the deployment. */
function isToBeLifted(
  { freeze }: StageMemory,
  { id, settings }: RollingBack | Verifying,
  { code }: Extract<FollowUp, { kind: 'close' }>,
): boolean {
  if (settings.freeze === 'until-recovered') return code === 'recovered';
  return settings.freeze === false && isInForce(freeze) && isFreezeOf(freeze, id);
}

/** Where the guard allows more than one automatic rollback: the alarm that outlasted this one asks for the next. */
function furtherCause(
  memory: StageMemory,
  { id, cause, settings, rollbackExecutionId }: RollingBack | Verifying,
  { inAlarm = [] }: Extract<FollowUp, { kind: 'close' }>,
  now: EpochMillis,
): AlarmCause | undefined {
  const [alarmName] = inAlarm;
  if (cause.kind !== 'alarm' || alarmName === undefined) return undefined;
  if (memory.automaticRollbacks.length >= settings.maxAutomaticRollbacks) return undefined;
  const event = { alarmName, state: { value: 'ALARM' } };
  return {
    kind: 'alarm',
    id: `alarm/${alarmName}/outlasted/${id}`,
    at: now,
    event,
    outlasted: id,
    outlastedRollback: rollbackExecutionId,
  };
}
