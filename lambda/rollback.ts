import { accept, adopt, findAccepted } from './acceptance.ts';
import { alarmNamesOf, type DecidableCause, distinct } from './decision/cause.ts';
import { withRefusal } from './decision/claim.ts';
import { entryOfHold, incidentId } from './decision/entry.ts';
import { keepsRollbackOut } from './decision/freeze.ts';
import { hold } from './decision/hold.ts';
import { type Claimed, causesOf, type RollbackPlan, type Waiting } from './decision/incident.ts';
import { stageIn } from './decision/observation.ts';
import type { StageMemory } from './decision/record.ts';
import { isStageRunning } from './decision/stage.ts';
import { type EpochMillis, MINUTE, SECOND } from './decision/time.ts';
import { endWithoutRollback } from './end-without-rollback.ts';
import { liftForRollback } from './freezing.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { record } from './journal.ts';
import { type Look, lookAt } from './observer.ts';
import type { RollbackAnswer } from './ports.ts';
import { incidentSettings, type Outcome, type Session, wakeBy } from './session.ts';

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

/** Targets that AWS refuses under one incident until people are told that it will not do it. */
const MAX_REFUSED = 10;
/** How long a call that AWS does not take for now is repeated until people are told. */
const REPEATED_FOR = 15 * MINUTE;
/** No further call is begun with less than this left of the lease: reads, a claim and the call must fit into it. */
const RESERVE = 20 * SECOND;
const RETRY_AFTER = 30 * SECOND;

type Refusal = Exclude<RollbackAnswer, { kind: 'accepted' }>;

/** Claims the stage with the whole plan, calls RollbackStage once, and deals with the answer. */
export async function callRollback(session: Session, decided: Decided): Promise<Called> {
  const { ports, key, lock } = session;
  const { cause, plan } = decided;
  const reopened = decided.reopened ?? waitingIn(session);
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
    calledAt: ports.clock(),
    attempt: (before?.attempt ?? 0) + 1,
    refused: before?.refused ?? [],
    ...(before?.refusing !== undefined && { refusing: before.refusing }),
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

async function afterRefusal(called: Session, calledFor: Claimed, answer: Refusal): Promise<Called> {
  const { ports, key, lock } = called;
  const claim: Claimed = { ...calledFor, calledAt: ports.clock(), ...(answer.kind !== 'lost' && { answered: true }) };
  const session: Session = { ...called, memory: { ...called.memory, incident: claim } };
  if (isHopeless(answer, claim, ports.clock())) return giveUp(session, claim, answer);

  await ports.sleep(pauseBefore(answer, claim));
  const look = await lookAt(ports, key, alarmNamesOf([claim.cause, ...claim.covers]));
  if (answer.kind !== 'lost' && isKeptOut(session.memory, look)) return letRollbackIn(session, claim, look);
  const isUnclear = answer.kind === 'unable' && !isStageRunning(stageIn(look.observation.stage));
  const isRefused = answer.kind === 'target-refused' || isUnclear;
  const next = isRefused ? withRefusal(claim, ports.clock(), isUnclear) : claim;
  const current: Session = { ...session, memory: { ...session.memory, incident: next } };

  // A lost answer is never followed by a second call at once: what was accepted may not show yet.
  const mustWait = answer.kind === 'lost' || isUnclear || ports.clock() > lock.leaseUntil - RESERVE;
  if (!mustWait) return { kind: 'not-accepted', session: current, claim: next, look };
  const accepted = await findAccepted(session, next, look);
  if (accepted !== undefined) return { kind: 'settled', outcome: await adopt(session, next, accepted, look) };
  const wakeAt = await wakeBy(session, ports.clock() + RETRY_AFTER);
  await ports.records.save(lock, { ...current.memory, wakeAt }, 'release');
  return { kind: 'settled', outcome: { outcome: 'pending', reason: answer.error } };
}

function isHopeless(answer: Refusal, { claimedAt, refused }: Claimed, now: EpochMillis): boolean {
  switch (answer.kind) {
    case 'final':
      return true;
    case 'unable':
    case 'target-refused':
      return refused.length + 1 >= MAX_REFUSED;
    case 'conflict':
    case 'not-taken':
      return now - claimedAt >= REPEATED_FOR;
    case 'lost':
      // The incident must not end while a rollback of ours may be running.
      return false;
  }
}

/** The stage is at rest and AWS says no: our own freeze may be the reason. */
function isKeptOut({ freeze: ours }: StageMemory, look: Look): boolean {
  const stage = stageIn(look.observation.stage);
  return stage !== undefined && !isStageRunning(stage) && keepsRollbackOut(ours, stage);
}

/** Lifts our own freeze, and lets it be decided again. */
async function letRollbackIn(session: Session, claim: Claimed, look: Look): Promise<Called> {
  const { ports, lock } = session;
  const { session: current, lifting } = await liftForRollback(session, look.observation.stage);
  switch (lifting.kind) {
    case 'lost-lock':
      return { kind: 'settled', outcome: { outcome: 'lost-lock' } };
    case 'failed':
      await ports.records.save(lock, current.memory, 'release');
      return { kind: 'settled', outcome: { outcome: 'pending', reason: lifting.error } };
    case 'lifted':
    case 'not-frozen':
    case 'not-ours':
      return { kind: 'not-accepted', session: current, claim, look: afterLift(look) };
  }
}

/** What was seen, with the transition as we have just made it: read again, it could still show the freeze. */
function afterLift({ observation, more }: Look): Look {
  const stage = stageIn(observation.stage);
  if (stage === undefined) return { observation, more };
  return {
    observation: { ...observation, stage: { ok: true, value: { ...stage, inbound: { enabled: true } } } },
    more,
  };
}

/** The incident that waits on this stage: the claim goes on with it. */
function waitingIn({ memory: { incident } }: Session): Waiting | undefined {
  return incident?.phase === 'waiting' ? incident : undefined;
}

/** Other causes that wait on this stage: one rollback answers them all. */
function coveredBy(session: Session, cause: DecidableCause): readonly DecidableCause[] {
  return waitingIn(session)?.causes.filter(({ id }) => id !== cause.id) ?? [];
}

/** AWS will not do it, now or ever: the incident ends, and people are told. */
async function giveUp(session: Session, claim: Claimed, answer: Refusal): Promise<Called> {
  const { ports, key, lock } = session;
  const decision = hold.refused({ operation: 'RollbackStage', error: answer.error });
  const entry = entryOfHold(claim.cause, decision, ports.clock());
  const held = causesOf(claim).map((cause) => entryOfHold(cause, decision, ports.clock()));
  for (const one of held) await record(ports, key, one);
  await ports.records.save(lock, await endWithoutRollback(session, claim, held), 'release');
  return { kind: 'settled', outcome: { outcome: 'held', reason: decision.code, entry } };
}

function pauseBefore(answer: Refusal, claim: Claimed): number {
  if (answer.kind === 'target-refused') return 0;
  if (answer.kind === 'lost') return 2 * SECOND;
  return Math.min(4 * SECOND, 500 * 2 ** (claim.attempt - 1));
}
