import { healthOf } from './decision/alarm.ts';
import type { Execution } from './decision/execution.ts';
import { hold } from './decision/hold.ts';
import { type Read, stageIn, type Unreadable } from './decision/observation.ts';
import { isKnownRollback, type StageMemory } from './decision/record.ts';
import { isRunning, type Occupant, type StageRun } from './decision/stage.ts';
import { type EpochMillis, MINUTE } from './decision/time.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { record } from './journal.ts';
import { putOffChange } from './lost-race.ts';
import { attempt, executionIn, type Look, lookAt } from './observer.ts';
import { followOthers } from './others-rollback.ts';
import { type Outcome, type Session, wakeBy } from './session.ts';

/** How long a stage that cannot be read for the moment is looked at again, before the invocation fails visibly. */
const READ_FOR = 15 * MINUTE;
/** How long an execution may be in the stage before it is listed; one that CodePipeline has forgotten is never. */
const LISTED_WITHIN = 5 * MINUTE;

/**
 * A stage event while nothing is open: what is in the stage now, and does it mean anything to us? What cannot be read for
 * the moment is looked at again: no other event may come. `firstSeenAt` is when the change first asked for a look.
 */
export async function lookAtStage(session: Session, firstSeenAt: EpochMillis): Promise<Outcome> {
  const { ports, key, lock, memory } = session;
  const guard = await attempt(ports.guards.of(key));
  if (!guard.ok) return lookLater(session, firstSeenAt, guard);
  if (guard.value.kind !== 'found') {
    ports.log.unusable('stage event', `no usable guard: ${guard.value.kind}`, key);
    return ignore(session, guard.value.kind);
  }
  const { policy } = guard.value;
  const seen = await lookAt(ports, key, policy.alarms);
  const { stage } = seen.observation;
  if (!stage.ok) return lookLater(session, firstSeenAt, stage);
  const occupant = stageIn(stage)?.occupant;
  if (occupant === undefined) return ignore(session, 'nothing is in the stage');
  const { look, execution } = await executionIn(ports, key, seen, occupant.executionId);
  if (!execution.ok) return lookLater(session, firstSeenAt, execution);
  if (execution.value === undefined) {
    const unlisted = 'nothing is known of the execution in the stage';
    if (ports.clock() - firstSeenAt >= LISTED_WITHIN) return ignore(session, unlisted);
    return postpone(session, firstSeenAt, unlisted);
  }
  const after = await meaningOf(session, policy, look, { execution: execution.value, occupant });
  if (!after.ok) return lookLater(session, firstSeenAt, after);
  await ports.records.save(lock, after.value ?? memory, 'release');
  return { outcome: after.value === undefined ? 'ignored' : 'followed' };
}

interface InStage {
  readonly execution: Execution;
  readonly occupant: Occupant;
}

/** What is remembered because of it; undefined where it means nothing. */
function meaningOf(
  session: Session,
  policy: GuardPolicy,
  look: Look,
  inStage: InStage,
): Promise<Read<StageMemory | undefined>> {
  const { execution, occupant } = inStage;
  if (execution.type === 'ROLLBACK') {
    if (isKnownRollback(session.memory, execution.id)) return Promise.resolve(NOTHING);
    return followOthers(session, policy, look, execution);
  }
  return isRunning(occupant) ? Promise.resolve(NOTHING) : deploymentEnded(session, policy, look, inStage);
}

const NOTHING: Read<undefined> = { ok: true, value: undefined };

async function ignore({ ports, lock }: Session, reason: string): Promise<Outcome> {
  await ports.records.release(lock);
  return { outcome: 'ignored', reason };
}

async function lookLater(session: Session, firstSeenAt: EpochMillis, unread: Unreadable): Promise<Outcome> {
  const { ports, key, lock } = session;
  const problem = `${unread.what}: ${unread.problem}`;
  if (!unread.transient) {
    ports.log.unusable('stage event', problem, key);
    return ignore(session, problem);
  }
  if (ports.clock() - firstSeenAt >= READ_FOR) {
    await ports.records.release(lock);
    throw new Error(`${key.pipeline}/${key.stage} could not be looked at in ${READ_FOR / MINUTE} minutes: ${problem}`);
  }
  return postpone(session, firstSeenAt, problem);
}

async function postpone(session: Session, firstSeenAt: EpochMillis, why: string): Promise<Outcome> {
  const { ports, key, lock } = session;
  await putOffChange(ports, key, firstSeenAt);
  await ports.records.release(lock);
  return { outcome: 'deferred', reason: why };
}

/** A deployment ended: it may re-arm automatic rollback, and an alarm that was on before will send no event. */
async function deploymentEnded(
  session: Session,
  policy: GuardPolicy,
  look: Look,
  { execution, occupant }: InStage,
): Promise<Read<StageMemory | undefined>> {
  const { ports, key, memory } = session;
  const endedAt = stageIn(look.observation.stage)?.lastActionChangeAt ?? ports.clock();
  const early = await alarmsOnBefore(session, policy, look, execution, endedAt);
  if (!early.ok) return early;
  if (early.value.length > 0) {
    const names = early.value.map((name) => `alarm "${name}"`).join(', ');
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
  if (occupant.status !== 'Succeeded' || memory.automaticRollbacks.length === 0) return NOTHING;
  const endsAt = endedAt + policy.bakeMinutes * MINUTE;
  const probation = { executionId: execution.id, endsAt };
  return { ok: true, value: { ...memory, probation, wakeAt: await wakeBy(session, endsAt) } };
}

/** The guard's alarms that are on since before the last attempt to deploy began; when it did is read only if that decides. */
async function alarmsOnBefore(
  { ports, key }: Session,
  policy: GuardPolicy,
  { observation: { alarms } }: Look,
  execution: Execution,
  endedAt: EpochMillis,
): Promise<Read<readonly string[]>> {
  if (!alarms.ok) return alarms;
  const on = alarms.value.filter(({ value, since }) => value === 'ALARM' && since < endedAt);
  const run: Read<StageRun | undefined> = on.some(({ since }) => since >= execution.startedAt)
    ? await attempt(ports.pipelines.stageRun(key, execution.id))
    : NOTHING;
  if (!run.ok) return run;
  const beganAt = run.value?.at(-1)?.beganAt ?? execution.startedAt;
  const early = on.filter(({ since }) => since < beganAt);
  return { ok: true, value: healthOf(policy.alarms, early).inAlarm };
}
