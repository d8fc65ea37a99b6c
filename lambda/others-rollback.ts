import type { ObservedCause } from './decision/cause.ts';
import { entryOfRollback, incidentId } from './decision/entry.ts';
import { type Execution, type ExecutionId, failedExecution } from './decision/execution.ts';
import type { RollingBack } from './decision/incident.ts';
import { findExecution, type Read } from './decision/observation.ts';
import { type StageMemory, withKnownBad, withRollback } from './decision/record.ts';
import { MINUTE } from './decision/time.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { record } from './journal.ts';
import { attempt, executionIn, type Look } from './observer.ts';
import { incidentSettings, type Session, wakeBy } from './session.ts';

/** The execution before a rollback is looked for among so many that started before it: most ran in the stage. */
const MOST_ASKED = 20;

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
  const plan = {
    suspect: left.value,
    target: target.execution.value,
    occupant: left.value.id,
    grounds: `rolled back by ${by}`,
  };
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
  await record(ports, key, entryOfRollback(incident, rollback.id, now));
  const wakeAt = await wakeBy(session, now + MINUTE);
  // Who goes forward again, to a newer execution, blames nothing.
  const back = plan.suspect.startedAt > plan.target.startedAt;
  const knownBad = back ? withKnownBad(memory.knownBad, { executionId: plan.suspect.id, since: now }) : memory.knownBad;
  const rollbacks = withRollback(memory.rollbacks, { executionId: rollback.id, causeId: cause.id });
  return { ok: true, value: { ...memory, incident, wakeAt, knownBad, rollbacks } };
}

/**
 * The execution that was deployed in the stage before the rollback, well or badly. CodePipeline names it where its own rule
 * rolled back; otherwise it is the newest before the rollback that ran in this stage, or what that one had gone back to.
 */
async function leftBy(session: Session, look: Look, rollback: Execution): Promise<Read<Execution | undefined>> {
  const { ports, key } = session;
  const failed = failedExecution(rollback);
  if (failed !== undefined) return deployedBy(session, look, failed);
  const { recent } = look.observation;
  if (!recent.ok) return recent;
  const before = recent.value.items
    .filter(({ id, startedAt }) => id !== rollback.id && startedAt < rollback.startedAt)
    .toSorted((one, other) => other.startedAt - one.startedAt)
    // A rollback that failed may be made once more: what it left is what the first one had left.
    .filter(({ id, rollbackTarget }) => (rollbackTarget ?? id) !== rollback.rollbackTarget)
    .slice(0, MOST_ASKED);
  for (const execution of before) {
    const run = await attempt(ports.pipelines.stageRun(key, execution.id));
    if (!run.ok) return run;
    if (run.value !== undefined) return deployedBy(session, look, execution.id);
  }
  return { ok: true, value: undefined };
}

/** The execution itself, or the one that it went back to. */
async function deployedBy({ ports, key }: Session, look: Look, id: ExecutionId): Promise<Read<Execution | undefined>> {
  const by = await executionIn(ports, key, look, id);
  if (!by.execution.ok || by.execution.value?.rollbackTarget === undefined) return by.execution;
  const deployed = findExecution(by.look.observation, by.execution.value.rollbackTarget);
  return { ok: true, value: deployed };
}
