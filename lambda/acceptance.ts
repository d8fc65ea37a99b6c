import { entryOfHold, entryOfIncident, entryOfRollback, withFreezeOf } from './decision/entry.ts';
import type { Execution, ExecutionId } from './decision/execution.ts';
import { hold } from './decision/hold.ts';
import { accepted, type Claimed, type IncidentSettings, type RollingBack } from './decision/incident.ts';
import { findExecution, stageIn } from './decision/observation.ts';
import { type StageMemory, withAccepted } from './decision/record.ts';
import { executionsAt } from './decision/stage.ts';
import { SECOND } from './decision/time.ts';
import { type FreezeOccasion, type Freezing, freeze, lift, withFreezeToCome } from './freezing.ts';
import { record } from './journal.ts';
import { attempt, type Look } from './observer.ts';
import type { Ports } from './ports.ts';
import type { Outcome, Session } from './session.ts';
import type { StageKey } from './stage-key.ts';

/** Clocks of CodePipeline and of the function may differ by this much. */
const SKEW = 5 * SECOND;

/**
 * The rollback that an earlier call of this incident was accepted for, although its answer was lost: a ROLLBACK of this
 * stage to a target that we asked for, started after the first claim.
 */
export async function findAccepted(session: Session, claim: Claimed, look: Look): Promise<Execution | undefined> {
  const { ports, key } = session;
  const { stage, recent } = look.observation;
  if (!recent.ok) return undefined;
  const asked = [claim.plan.target.id, ...claim.refused];
  // The first after the claim is ours; a person may have rolled back to the same target since.
  const candidates = recent.value.items
    .filter(
      ({ type, id, rollbackTarget = '', startedAt }) =>
        type === 'ROLLBACK' &&
        asked.includes(rollbackTarget) &&
        id !== claim.plan.occupant &&
        startedAt >= claim.claimedAt - SKEW,
    )
    .toSorted((one, other) => one.startedAt - other.startedAt);
  const seen = stageIn(stage);
  // Whether a rollback waits before a disabled transition is not documented.
  const inStage = seen === undefined ? [] : executionsAt(seen);
  for (const candidate of candidates) {
    if (inStage.includes(candidate.id)) return candidate;
    // Another stage of the pipeline may have been rolled back to the same target: its actions tell.
    const run = await attempt(ports.pipelines.stageRun(key, candidate.id));
    if (run.ok && run.value !== undefined) return candidate;
  }
  return undefined;
}

/** Goes on with a rollback that was found to have been accepted. */
export function adopt(session: Session, claim: Claimed, rollback: Execution, look: Look): Promise<Outcome> {
  return accept(session, withTargetOf(claim, rollback, look), rollback.id, look);
}

/** The claim with the target that was accepted, which may be one that AWS had seemed to refuse. */
export function withTargetOf(claim: Claimed, { rollbackTarget = '' }: Execution, { observation }: Look): Claimed {
  const target = findExecution(observation, rollbackTarget) ?? claim.plan.target;
  return { ...claim, plan: { ...claim.plan, target } };
}

/** RollbackStage was accepted: remember that first, then freeze, then tell people. */
export async function accept(
  session: Session,
  claim: Claimed,
  rollbackExecutionId: ExecutionId,
  look: Look,
): Promise<Outcome> {
  const { ports, key, lock } = session;
  const now = ports.clock();
  const incident = accepted(claim, rollbackExecutionId, now);
  const memory = withAccepted(
    willFreeze(claim.settings)
      ? withFreezeToCome(session.memory, look.observation.stage, occasionOf(incident), now)
      : session.memory,
    incident,
  );
  const saved = await ports.records.save(lock, memory, 'keep');
  // Lost: whoever took the lease over finds this rollback and goes on with it; it is written down here all the same.
  const rolledBack = entryOfRollback(incident, rollbackExecutionId, now);
  const freezing = saved === 'saved' ? await freezeAfter({ ...session, memory }, incident, look) : { memory };
  const { memory: frozen, problem } = freezing;
  // What CodePipeline does not take for now is tried again at the next look: nothing is said of the freeze until then.
  if (problem !== undefined && !problem.transient) await recordFreezeFailure(session, incident, problem);
  const entry = problem?.transient ? rolledBack : withFreezeOf(frozen, rolledBack);
  await record(ports, key, entry);
  const told = await recordCovered(ports, key, incident);
  if (saved === 'saved') await ports.records.save(lock, { ...frozen, incident: told }, 'release');
  return { outcome: 'rolled-back', entry };
}

/** Writes down an accepted rollback and what it covers, each once: a crash right after the acceptance may have kept that from being done. */
export async function recordRollback({ ports, key, memory }: Session, incident: RollingBack): Promise<RollingBack> {
  const rolledBack = entryOfRollback(incident, incident.rollbackExecutionId, ports.clock());
  await record(ports, key, withFreezeOf(memory, rolledBack));
  return recordCovered(ports, key, incident);
}

/** Writes down that the rollback answers the causes it covers, too. */
async function recordCovered(ports: Ports, key: StageKey, incident: RollingBack): Promise<RollingBack> {
  const { covers = [], ...told } = incident;
  const { id, phase, openedAt } = incident;
  const covered = hold.incidentOpen({ incident: id, phase, since: openedAt });
  for (const cause of covers) await record(ports, key, entryOfHold(cause, covered, ports.clock()));
  return told;
}

/** Freezes as the guard says; a freeze that was needed to stop a deployment is lifted where the guard wants none. */
export async function freezeAfter(
  session: Session,
  incident: RollingBack,
  look: Look,
): Promise<{ readonly memory: StageMemory; readonly problem?: Freezing['problem'] }> {
  const { memory } = session;
  const { stage } = look.observation;
  const { freeze: known, ...thawed } = memory;
  if (!willFreeze(incident.settings)) {
    return { memory: known !== undefined && (await lift(session, stage)).kind === 'lifted' ? thawed : memory };
  }
  const { freeze: frozen, problem } = await freeze(session, stage, occasionOf(incident));
  return {
    memory: frozen === undefined ? thawed : { ...thawed, freeze: frozen },
    ...(problem !== undefined && { problem }),
  };
}

function willFreeze({ freeze: wanted }: IncidentSettings): boolean {
  return wanted !== false;
}

function occasionOf({ id, plan }: RollingBack): FreezeOccasion {
  return { incident: id, suspect: plan.suspect.id };
}

/** People are told that the stage is open behind the rollback. */
export async function recordFreezeFailure(
  { ports, key }: Session,
  incident: RollingBack,
  { error }: NonNullable<Freezing['problem']>,
): Promise<void> {
  const sentence = `rolled back, but the inbound transition could not be disabled: ${error}; the next deployment will enter the stage`;
  await record(ports, key, entryOfIncident(incident, 'freeze-failed', sentence, ports.clock()));
}
