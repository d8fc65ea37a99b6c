import { entryOfHold, entryOfIncident, entryOfRollback, incidentId, withFreezeOf } from './decision/entry.ts';
import type { Execution, ExecutionId } from './decision/execution.ts';
import { keepsRollbackOut } from './decision/freeze.ts';
import { hold } from './decision/hold.ts';
import { findExecution } from './decision/observation.ts';
import {
  alarmNamesOf,
  type Claimed,
  type DecidableCause,
  distinct,
  type RollbackPlan,
  type RollingBack,
  type StageMemory,
  type Waiting,
  withKnownBad,
} from './decision/record.ts';
import { isRunning } from './decision/stage.ts';
import { type EpochMillis, SECOND } from './decision/time.ts';
import { freeze, lift, liftForRollback } from './freezing.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { record } from './journal.ts';
import { attempt, type Look, lookAt } from './observer.ts';
import type { Ports, RollbackAnswer, StageKey } from './ports.ts';
import { incidentSettings, type Outcome, type Session, wakeBy, withoutIncident } from './session.ts';

/** A decided rollback, and what it was decided on. */
export interface Decided {
  readonly cause: DecidableCause;
  readonly covers: readonly DecidableCause[];
  readonly policy: GuardPolicy;
  readonly plan: RollbackPlan;
  readonly look: Look;
  /** When the watch message comes back that was sent for the claim. */
  readonly wakeAt: EpochMillis;
  readonly reopened: Waiting | Claimed | undefined;
}

export type Called =
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  /** AWS said no for now: the stage was looked at again and may be decided about again. */
  | { readonly kind: 'not-accepted'; readonly session: Session; readonly claim: Claimed; readonly look: Look };

/** Calls of RollbackStage under one incident, over all invocations, until people are told that AWS will not do it. */
const MAX_ATTEMPTS = 10;
/** No further call is begun with less than this left of the lease: reads, a claim and the call must fit into it. */
const RESERVE = 20 * SECOND;
const RETRY_AFTER = 30 * SECOND;
/** Clocks of CodePipeline and of the function may differ by this much. */
const SKEW = 5 * SECOND;

type Refusal = Exclude<RollbackAnswer, { kind: 'accepted' }>;

/** Claims the stage with the whole plan, calls RollbackStage once, and deals with the answer. */
export async function callRollback(session: Session, decided: Decided): Promise<Called> {
  const { ports, key, lock } = session;
  const { cause, plan, reopened } = decided;
  const before = reopened?.phase === 'claimed' ? reopened : undefined;
  const claim: Claimed = {
    phase: 'claimed',
    id: reopened?.id ?? incidentId(cause, plan.suspect.id),
    openedAt: reopened?.openedAt ?? ports.clock(),
    settings: incidentSettings(decided.policy),
    cause,
    covers: distinct([...decided.covers, ...coveredBy(session, cause)]),
    plan,
    claimedAt: before?.claimedAt ?? ports.clock(),
    attempt: (before?.attempt ?? 0) + 1,
    refused: before?.refused ?? [],
  };
  const claimed: Session = { ...session, memory: { ...session.memory, incident: claim, wakeAt: decided.wakeAt } };
  if ((await ports.records.save(lock, claimed.memory, 'keep')) === 'lost') {
    return { kind: 'settled', outcome: { outcome: 'lost-lock' } };
  }
  const answer = await ports.pipelines.rollback(key, plan.target.id);
  if (answer.kind === 'accepted') {
    return { kind: 'settled', outcome: await accept(claimed, claim, answer.executionId, decided.look) };
  }
  ports.log.warn('RollbackStage was not accepted', {
    ...key,
    target: plan.target.id,
    attempt: claim.attempt,
    ...answer,
  });
  return afterRefusal(claimed, claim, answer);
}

async function afterRefusal(session: Session, claim: Claimed, answer: Refusal): Promise<Called> {
  const { ports, key, lock } = session;
  // Never on a lost answer: the incident must not end while a rollback of ours may be running.
  const spent = claim.attempt >= MAX_ATTEMPTS && answer.kind !== 'lost';
  if (answer.kind === 'final' || spent) return giveUp(session, claim, answer);

  await ports.sleep(pauseBefore(answer, claim));
  const look = await lookAt(ports, key, alarmNamesOf([claim.cause, ...claim.covers]));
  if (answer.kind !== 'lost' && isKeptOut(session.memory, look)) return letRollbackIn(session, claim, look);
  const targetIsNoGood = answer.kind === 'target-refused' || (answer.kind === 'unable' && !stageIsRunning(look));
  const next: Claimed = targetIsNoGood ? { ...claim, refused: [...claim.refused, claim.plan.target.id] } : claim;
  const current: Session = { ...session, memory: { ...session.memory, incident: next } };

  // A lost answer is never followed by a second call at once: what was accepted may not show yet.
  const mustWait = answer.kind === 'lost' || ports.clock() > lock.leaseUntil - RESERVE;
  if (!mustWait) return { kind: 'not-accepted', session: current, claim: next, look };
  const accepted = await findAccepted(session, next, look);
  if (accepted !== undefined) return { kind: 'settled', outcome: await adopt(session, next, accepted, look) };
  const wakeAt = await wakeBy(session, ports.clock() + RETRY_AFTER);
  await ports.records.save(lock, { ...current.memory, wakeAt }, 'release');
  return { kind: 'settled', outcome: { outcome: 'pending', reason: answer.error } };
}

/** The stage is at rest and AWS says no: our own freeze may be the reason. */
function isKeptOut({ freeze: ours }: StageMemory, look: Look): boolean {
  const { stage } = look.observation;
  return stage.ok && stage.value !== 'not-found' && !stageIsRunning(look) && keepsRollbackOut(ours, stage.value);
}

/** Lifts our own freeze, and lets it be decided again. */
async function letRollbackIn(session: Session, claim: Claimed, look: Look): Promise<Called> {
  const { ports, lock } = session;
  const { session: current, lifting } = await liftForRollback(session, look.observation.stage);
  switch (lifting.kind) {
    case 'lost-lock':
      return { kind: 'settled', outcome: { outcome: 'lost-lock' } };
    case 'failed': {
      const wakeAt = await wakeBy(current, ports.clock() + RETRY_AFTER);
      await ports.records.save(lock, { ...current.memory, wakeAt }, 'release');
      return { kind: 'settled', outcome: { outcome: 'pending', reason: lifting.error } };
    }
    case 'lifted':
    case 'not-frozen':
    case 'not-ours':
      return { kind: 'not-accepted', session: current, claim, look: afterLift(look) };
  }
}

/** What was seen, with the transition as we have just made it: read again, it could still show the freeze. */
function afterLift({ observation, more }: Look): Look {
  const { stage } = observation;
  if (!stage.ok || stage.value === 'not-found') return { observation, more };
  return {
    observation: { ...observation, stage: { ok: true, value: { ...stage.value, inbound: { enabled: true } } } },
    more,
  };
}

/** Other causes that wait on this stage: one rollback answers them all. */
function coveredBy({ memory: { incident } }: Session, cause: DecidableCause): readonly DecidableCause[] {
  return incident?.phase === 'waiting' ? incident.causes.filter(({ id }) => id !== cause.id) : [];
}

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
  const seen = stage.ok && stage.value !== 'not-found' ? stage.value : undefined;
  // Whether a rollback waits before a disabled transition is not documented.
  const inStage = [seen?.occupant?.executionId, ...(seen?.waiting ?? [])];
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
  const { rollbackTarget = '' } = rollback;
  const target = findExecution(look.observation, rollbackTarget) ?? claim.plan.target;
  return accept(session, { ...claim, plan: { ...claim.plan, target } }, rollback.id, look);
}

/** RollbackStage was accepted: remember that first, then freeze, then tell people. */
async function accept(
  session: Session,
  claim: Claimed,
  rollbackExecutionId: ExecutionId,
  look: Look,
): Promise<Outcome> {
  const { ports, key, lock } = session;
  const now = ports.clock();
  const { id, openedAt, settings, cause, plan } = claim;
  const incident: RollingBack = {
    phase: 'rolling-back',
    id,
    openedAt,
    settings,
    cause,
    plan,
    rollbackExecutionId,
    acceptedAt: now,
    ...(claim.covers.length > 0 && { covers: claim.covers }),
    overdueAnnounced: false,
  };
  const { probation: _, ...kept } = session.memory;
  const blamed = { executionId: plan.suspect.id, since: now };
  const memory: StageMemory = {
    ...kept,
    incident,
    knownBad: withKnownBad(kept.knownBad, blamed),
    automaticRollbacks:
      cause.kind === 'alarm'
        ? [...kept.automaticRollbacks, { suspect: plan.suspect.id, at: now }]
        : kept.automaticRollbacks,
  };
  const saved = await ports.records.save(lock, memory, 'keep');
  // Lost: whoever took the lease over finds this rollback and goes on with it; it is written down here all the same.
  const frozen = saved === 'saved' ? await freezeAfter({ ...session, memory }, incident, look) : memory;
  const entry = withFreezeOf(frozen, entryOfRollback(incident, rollbackExecutionId, now));
  await record(ports, key, entry);
  const told = await recordCovered(ports, key, incident);
  if (saved === 'saved') await ports.records.save(lock, { ...frozen, incident: told }, 'release');
  return { outcome: 'rolled-back', entry };
}

/** Writes down that the rollback answers the causes it covers, too. */
export async function recordCovered(ports: Ports, key: StageKey, incident: RollingBack): Promise<RollingBack> {
  const { covers = [], ...told } = incident;
  const { id, phase, openedAt } = incident;
  const covered = hold.incidentOpen({ incident: id, phase, since: openedAt });
  for (const cause of covers) await record(ports, key, entryOfHold(cause, covered, ports.clock()));
  return told;
}

/** Freezes as the guard says; a freeze that was needed to stop a deployment is lifted where the guard wants none. */
export async function freezeAfter(session: Session, incident: RollingBack, look: Look): Promise<StageMemory> {
  const { ports, key, memory } = session;
  const { stage } = look.observation;
  const { freeze: known, ...thawed } = memory;
  if (incident.settings.freeze === false) {
    return known !== undefined && (await lift(session, stage)).kind === 'lifted' ? thawed : memory;
  }
  const { freeze: frozen, problem } = await freeze(session, stage, {
    incident: incident.id,
    suspect: incident.plan.suspect.id,
  });
  if (problem !== undefined) {
    const sentence = `rolled back, but the inbound transition could not be disabled: ${problem.error}; the next deployment will enter the stage`;
    await record(ports, key, entryOfIncident(incident, 'freeze-failed', sentence, ports.clock()));
  }
  return frozen === undefined ? thawed : { ...thawed, freeze: frozen };
}

/** AWS will not do it, now or ever: the incident ends, and people are told. */
async function giveUp(session: Session, claim: Claimed, answer: Refusal): Promise<Called> {
  const { ports, key, lock } = session;
  const decision = hold.refused({ operation: 'RollbackStage', error: answer.error });
  const entry = entryOfHold(claim.cause, decision, ports.clock());
  for (const cause of [claim.cause, ...claim.covers]) {
    await record(ports, key, entryOfHold(cause, decision, ports.clock()));
  }
  await ports.records.save(lock, await withoutIncident(session), 'release');
  return { kind: 'settled', outcome: { outcome: 'held', reason: decision.code, entry } };
}

function pauseBefore(answer: Refusal, claim: Claimed): number {
  if (answer.kind === 'target-refused') return 0;
  if (answer.kind === 'lost') return 2 * SECOND;
  return Math.min(4 * SECOND, 500 * 2 ** (claim.attempt - 1));
}

function stageIsRunning(look: Look): boolean {
  const { stage } = look.observation;
  return (
    stage.ok && stage.value !== 'not-found' && stage.value.occupant !== undefined && isRunning(stage.value.occupant)
  );
}
