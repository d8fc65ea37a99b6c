import type { ObservedCause } from './decision/cause.ts';
import { entryOfRollback, incidentId } from './decision/entry.ts';
import { type Execution, type ExecutionId, failedExecution } from './decision/execution.ts';
import type { RollingBack } from './decision/incident.ts';
import { findExecution, type Read } from './decision/observation.ts';
import { isKnownBad, type StageMemory, withKnownBad, withRollback } from './decision/record.ts';
import { type EpochMillis, MINUTE } from './decision/time.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { record } from './journal.ts';
import { attempt, executionIn, type Look } from './observer.ts';
import { incidentSettings, type Session, wakeBy } from './session.ts';

/** A rollback that failed may be made again and again: so many are looked past. */
const MOST_REPEATED = 5;

/**
 * A rollback that is not ours, by a person or by the pipeline's own rule: left alone, and followed to its end. What it left
 * is known bad from then on. Undefined where it left nothing that is known.
 */
export async function followOthers(
  session: Session,
  policy: GuardPolicy,
  look: Look,
  rollback: Execution,
): Promise<Read<StageMemory | undefined>> {
  const { ports, key, memory } = session;
  const { rollbackTarget = '' } = rollback;
  const target = await executionIn(ports, key, look, rollbackTarget);
  if (!target.execution.ok) return target.execution;
  const left = await leftBy(session, target.look, rollback);
  if (!left.ok) return left;
  if (target.execution.value === undefined || left.value === undefined) return { ok: true, value: undefined };

  const now = ports.clock();
  const by =
    rollback.triggerType === 'AutomatedRollback' ? "the pipeline's own rule" : (rollback.triggerDetail ?? 'a person');
  const cause: ObservedCause = { kind: 'observed', id: `rollback/${rollback.id}`, at: rollback.startedAt, by };
  const { execution: suspect, by: occupant } = left.value;
  const plan = { suspect, target: target.execution.value, occupant, grounds: `rolled back by ${by}` };
  const incident: RollingBack = {
    phase: 'rolling-back',
    id: incidentId(cause, plan.suspect.id),
    openedAt: now,
    settings: incidentSettings(policy),
    cause,
    plan,
    rollbackExecutionId: rollback.id,
    acceptedAt: rollback.startedAt,
    overdueAnnounced: false,
  };
  const rollbacks = withRollback(memory.rollbacks, { executionId: rollback.id, causeId: cause.id });
  // The record of an earlier version knows what it rolled back from, and not by which rollback.
  if (memory.rollbacks.length === 0 && isKnownBad(memory, suspect.id))
    return { ok: true, value: { ...memory, rollbacks } };
  await record(ports, key, entryOfRollback(incident, rollback.id, now));
  const wakeAt = await wakeBy(session, now + MINUTE);
  const knownBad = blamed(suspect, plan.target, look, rollback).reduce(
    (known, executionId) => withKnownBad(known, { executionId, since: now }),
    memory.knownBad,
  );
  return { ok: true, value: { ...memory, incident, wakeAt, knownBad, rollbacks } };
}

/**
 * The execution that was deployed in the stage before the rollback, well or badly. CodePipeline names it where its own rule
 * rolled back; otherwise it is the one that ran last in this stage before (which need not have started last), or what that
 * one had gone back to; where no action of it is listed any more, the newest that succeeded.
 */
async function leftBy(session: Session, look: Look, rollback: Execution): Promise<Read<Left | undefined>> {
  const { ports, key } = session;
  const failed = failedExecution(rollback);
  if (failed !== undefined) return deployedBy(session, look, failed);
  let before = rollback;
  for (let repeated = 0; repeated < MOST_REPEATED; repeated++) {
    const ran = await attempt(ports.pipelines.ranBefore(key, before.startedAt));
    if (!ran.ok) return ran;
    if (ran.value === undefined) break;
    const left = await deployedBy(session, look, ran.value);
    // A rollback that failed may be made once more: what it left is what the first one had left.
    if (!left.ok || left.value?.execution.id !== rollback.rollbackTarget) return left;
    const by = await executionIn(ports, key, look, ran.value);
    if (!by.execution.ok || by.execution.value === undefined) return left;
    before = by.execution.value;
  }
  const newest = succeededBetween(look, 0, rollback);
  return { ok: true, value: newest && { execution: newest, by: newest.id } };
}

/** What was deployed, and the execution that had put it there: itself, or a ROLLBACK to it. */
interface Left {
  readonly execution: Execution;
  readonly by: ExecutionId;
}

/** The newest that succeeded in the stage and started between these two. */
function succeededBetween({ observation }: Look, after: EpochMillis, rollback: Execution): Execution | undefined {
  const { succeeded } = observation;
  return (succeeded.ok ? succeeded.value.items : [])
    .filter(({ id, type, startedAt }) => {
      const isBetween = startedAt > after && startedAt < rollback.startedAt;
      return isBetween && type === 'STANDARD' && id !== rollback.rollbackTarget;
    })
    .toSorted((one, other) => other.startedAt - one.startedAt)[0];
}

/**
 * Executions that are no target any more. Who goes back past one that never got through the stage also goes past the one
 * that was in force until then; who goes forward, to a newer execution, blames nothing.
 */
function blamed(left: Execution, target: Execution, look: Look, rollback: Execution): readonly ExecutionId[] {
  if (left.startedAt <= target.startedAt) return [];
  const { succeeded } = look.observation;
  const gotThrough = !succeeded.ok || succeeded.value.items.some(({ id }) => id === left.id);
  const inForce = gotThrough ? undefined : succeededBetween(look, target.startedAt, rollback);
  return inForce === undefined ? [left.id] : [inForce.id, left.id];
}

async function deployedBy({ ports, key }: Session, look: Look, id: ExecutionId): Promise<Read<Left | undefined>> {
  const by = await executionIn(ports, key, look, id);
  if (!by.execution.ok) return by.execution;
  const { rollbackTarget = id } = by.execution.value ?? {};
  const execution = findExecution(by.look.observation, rollbackTarget);
  return { ok: true, value: execution && { execution, by: id } };
}
