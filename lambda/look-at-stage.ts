import { healthOf } from './decision/alarm.ts';
import { entryOfRollback, incidentId } from './decision/entry.ts';
import type { Execution } from './decision/execution.ts';
import { hold } from './decision/hold.ts';
import { findExecution } from './decision/observation.ts';
import { isKnownBad, type ObservedCause, type RollingBack, type StageMemory, withKnownBad } from './decision/record.ts';
import { isRunning, type ObservedStage } from './decision/stage.ts';
import { type EpochMillis, MINUTE } from './decision/time.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { record } from './journal.ts';
import { attempt, type Look, lookAt, occupantOf } from './observer.ts';
import { incidentSettings, type Outcome, type Session, wakeBy } from './session.ts';

/** A stage event while nothing is open: what is in the stage now, and does it mean anything to us? */
export async function lookAtStage(session: Session): Promise<Outcome> {
  const { ports, key, lock, memory } = session;
  const guard = await attempt(ports.guards.of(key));
  if (!guard.ok && guard.transient) {
    await ports.watches.send({ ...key, dueAt: ports.clock() + MINUTE, stageChanged: true });
    await ports.records.release(lock);
    return { outcome: 'deferred', reason: guard.problem };
  }
  if (!guard.ok || guard.value.kind !== 'found') {
    const problem = guard.ok ? guard.value.kind : guard.problem;
    ports.log.unusable('stage event', `no usable guard: ${problem}`, key);
    await ports.records.release(lock);
    return { outcome: 'ignored', reason: problem };
  }
  const { policy } = guard.value;
  const { look, execution } = await occupantOf(ports, key, await lookAt(ports, key, policy.alarms));
  const { stage } = look.observation;
  if (execution === undefined || !stage.ok || stage.value === 'not-found') {
    await ports.records.release(lock);
    return { outcome: 'ignored', reason: 'nothing is known of the execution in the stage' };
  }
  const after =
    execution.type === 'ROLLBACK'
      ? await followOthers(session, policy, look, execution)
      : await deploymentEnded(session, policy, look, execution, stage.value);
  await ports.records.save(lock, after ?? memory, 'release');
  return { outcome: after === undefined ? 'ignored' : 'followed' };
}

/** A rollback that is not ours, by a person or by the pipeline's own rule: left alone, and followed to its end. */
async function followOthers(
  session: Session,
  policy: GuardPolicy,
  look: Look,
  rollback: Execution,
): Promise<StageMemory | undefined> {
  const { ports, key, memory } = session;
  const target =
    rollback.rollbackTarget === undefined ? undefined : findExecution(look.observation, rollback.rollbackTarget);
  const { succeeded } = look.observation;
  if (target === undefined || !succeeded.ok) return undefined;
  // The execution it left: the newest that was in the stage between the target and the rollback.
  const left = succeeded.value.items
    .filter(
      ({ type, startedAt }) => type === 'STANDARD' && startedAt > target.startedAt && startedAt < rollback.startedAt,
    )
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .find(({ id }) => id !== target.id);
  if (left === undefined || isKnownBad(memory, left.id)) return undefined;

  const now = ports.clock();
  const by =
    rollback.triggerType === 'AutomatedRollback' ? "the pipeline's own rule" : (rollback.triggerDetail ?? 'a person');
  const cause: ObservedCause = { kind: 'observed', id: `rollback/${rollback.id}`, at: rollback.startedAt, by };
  const incident: RollingBack = {
    phase: 'rolling-back',
    id: incidentId(cause, left.id),
    openedAt: now,
    settings: incidentSettings(policy),
    cause,
    plan: { suspect: left, target, occupant: left.id, grounds: `rolled back by ${by}` },
    rollbackExecutionId: rollback.id,
    acceptedAt: rollback.startedAt,
    overdueAnnounced: false,
  };
  await record(ports, key, entryOfRollback(incident, rollback.id, now));
  const wakeAt = await wakeBy(session, now + MINUTE);
  return { ...memory, incident, wakeAt, knownBad: withKnownBad(memory.knownBad, { executionId: left.id, since: now }) };
}

/** A deployment ended: it may re-arm automatic rollback, and an alarm that was on before will send no event. */
async function deploymentEnded(
  session: Session,
  policy: GuardPolicy,
  look: Look,
  execution: Execution,
  stage: ObservedStage,
): Promise<StageMemory | undefined> {
  const { ports, key, memory } = session;
  const { occupant, lastActionChangeAt: endedAt = ports.clock() } = stage;
  if (occupant === undefined || isRunning(occupant)) return undefined;
  const early = await alarmsOnBefore(session, policy, look, execution, endedAt);
  if (early.length > 0) {
    const names = early.map((name) => `alarm "${name}"`).join(', ');
    const decision = hold.alarmOnAtDeployment({ alarms: names, execution: execution.id });
    await record(ports, key, {
      id: `deployment/${execution.id}/alarm-on`,
      causedAt: execution.startedAt,
      at: ports.clock(),
      code: 'hold',
      reason: decision.code,
      sentence: decision.sentence,
      announce: decision.announce,
      cause: `deployment ${execution.id}`,
      suspect: execution,
    });
  }
  if (occupant.status !== 'Succeeded' || memory.automaticRollbacks.length === 0) return undefined;
  const endsAt = endedAt + policy.bakeMinutes * MINUTE;
  return { ...memory, probation: { executionId: execution.id, endsAt }, wakeAt: await wakeBy(session, endsAt) };
}

/** The guard's alarms that are on since before the deployment to this stage began; when it did is read only if that decides. */
async function alarmsOnBefore(
  { ports, key }: Session,
  policy: GuardPolicy,
  { observation: { alarms } }: Look,
  execution: Execution,
  endedAt: EpochMillis,
): Promise<readonly string[]> {
  if (!alarms.ok) return [];
  const on = alarms.value.filter(({ value, since }) => value === 'ALARM' && since < endedAt);
  const run = on.some(({ since }) => since >= execution.startedAt)
    ? await attempt(ports.pipelines.stageRun(key, execution.id))
    : undefined;
  const beganAt = (run?.ok ? run.value?.beganAt : undefined) ?? execution.startedAt;
  return healthOf(
    policy.alarms,
    on.filter(({ since }) => since < beganAt),
  ).inAlarm;
}
