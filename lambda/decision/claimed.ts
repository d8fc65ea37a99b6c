import { acceptRollback } from './accept.ts';
import { known, readAll } from './asking.ts';
import type { AlarmCause } from './cause.ts';
import { giveUp, giveUpRefused, stay } from './claim-ends.ts';
import { followAborted } from './commands/abort.ts';
import type { RollbackAnswer } from './effects.ts';
import type { Entry } from './entry.ts';
import { entryOfEnd } from './entry-of.ts';
import type { Execution } from './execution.ts';
import { type Facts, foundIn } from './facts.ts';
import { isInForce, isOurFreeze, keepsRollbackOut, withSeenTransition } from './freeze.ts';
import { closedUntilTaken } from './frozen-behind.ts';
import { hold } from './hold.ts';
import type { Claimed } from './incident.ts';
import { findAccepted, isInDoubt } from './lost-answer.ts';
import { to } from './phases.ts';
import { describePlan } from './plan.ts';
import { reviewRefusals, withRefusal } from './refusals.ts';
import { join, settle } from './settle.ts';
import { isStageRunning, type ObservedStage } from './stage.ts';
import { followStart } from './starting.ts';
import type { StageState } from './state.ts';
import { type EpochMillis, MINUTE } from './time.ts';
import { CALL_AGAIN_AFTER, CALL_AGAIN_FOR, REVIEW_AFTER, SHOWS_WITHIN } from './times.ts';
import { type Next, promising, type Turn } from './turn.ts';

/** Targets that AWS refuses under one incident until people are told that it will not do it. */
const MAX_REFUSED = 10;
/** Between reads of what is in doubt. */
const LOOK_AGAIN_AFTER = SHOWS_WITHIN;

type Refusal = Exclude<RollbackAnswer, { kind: 'accepted' }>;

/** A promised rollback: its answer, or what can be read of it after a crash; then the next call, if there is to be one. */
export function followClaimed(turn: Turn, before: Claimed, fresh: readonly AlarmCause[]): Next {
  const joined = join(turn.state, before, fresh, turn.now);
  const [first, ...others] = joined.causes;
  if (first === undefined) throw new Error('no claim is without a cause');
  const claim: Claimed = { ...before, causes: [first, ...others] };
  const current: Turn = { ...turn, state: to(joined.state, 'claimed', 'decided', claim) };
  const answer = turn.results.find((result) => result.kind === 'rollback' || result.kind === 'redeploy')?.answer;
  if (answer?.kind === 'accepted') return acceptRollback(current, claim, answer.executionId);
  const { redeployment } = claim.plan;
  if (claim.aborted !== undefined) return followAborted(current, claim, claim.aborted);
  if (redeployment !== undefined) return followStart(current, claim, redeployment, answer);
  if (answer !== undefined) return afterRefusal(current, claim, answer);
  return readBack(current, claim);
}

/** What the answer means for the next call. Messages are undocumented and never parsed. */
function afterRefusal(turn: Turn, called: Claimed, answer: Refusal): Next {
  const { now } = turn;
  if (answer.kind === 'lost') {
    // Never followed by a second call at once: what was accepted may not show yet.
    return stayClosed(turn, { ...called, calledAt: now, lost: answer.error }, now + LOOK_AGAIN_AFTER);
  }
  const claim: Claimed = { ...called, calledAt: now, answered: true };
  switch (answer.kind) {
    case 'final':
      return giveUpRefused(turn, claim, answer.error);
    case 'too-many': {
      const { done, max, minutes } = answer;
      return giveUp(turn, claim, hold.tooManyRollbacks({ done, max, minutes, plan: describePlan(claim.plan) }));
    }
    case 'conflict':
    case 'not-taken': {
      const tried = now - claim.claimedAt;
      // Another change may be under way; a conflict that stays may as well be our own freeze.
      if (answer.kind === 'conflict' && mayBeFreeze(turn.state, claim, tried)) {
        readAll(turn.facts, [{ fact: 'stage' }]);
        const lifted = liftedFor(turn, claim, foundIn(turn.facts.stage));
        if (lifted !== undefined) return lifted;
      }
      if (tried >= CALL_AGAIN_FOR) return giveUpRefused(turn, claim, answer.error);
      const callAgainAt = now + Math.max(CALL_AGAIN_AFTER, Math.min(MINUTE, tried));
      return stayClosed(turn, { ...claim, callAgainAt }, callAgainAt);
    }
    case 'unable':
    case 'target-refused':
      return afterRefusedTarget(turn, claim, answer);
  }
}

/** Of a freeze that was made since the first refusal that is thought last. */
function mayBeFreeze({ freeze }: StageState, { claimedAt }: Claimed, tried: number): boolean {
  if (freeze?.condition === 'lifted') return tried < CALL_AGAIN_FOR;
  return tried >= (freeze !== undefined && freeze.since > claimedAt ? CALL_AGAIN_FOR : CALL_AGAIN_AFTER);
}

/** It is asked for again: until then no other release is to come in. */
function stayClosed(turn: Turn, claim: Claimed, wakeBy: EpochMillis): Next {
  if (isInForce(turn.state.freeze)) return stay(turn, claim, wakeBy);
  readAll(turn.facts, [{ fact: 'stage' }]);
  const inbound = foundIn(turn.facts.stage)?.inbound;
  if (inbound === undefined) return stay(turn, claim, wakeBy);
  const [cause] = claim.causes;
  const { state, effects } = closedUntilTaken(turn.state, { ...claim, cause }, inbound, turn.now);
  return { ...stay({ ...turn, state }, claim, wakeBy), effects };
}

/** The stage may be running, its own freeze may keep the rollback out, or the target does not fit. */
function afterRefusedTarget(turn: Turn, claim: Claimed, answer: Refusal & { readonly error: string }): Next {
  const { facts, now, state } = turn;
  readAll(facts, [{ fact: 'stage' }]);
  const stage = foundIn(facts.stage);
  const { freeze } = state;
  const lifted = liftedFor(turn, claim, stage);
  if (lifted !== undefined) return lifted;
  if (
    stage !== undefined &&
    !isStageRunning(stage) &&
    freeze?.condition === 'made' &&
    isOurFreeze(freeze, stage.inbound)
  ) {
    return keptOut(turn, claim, answer.error, stage);
  }
  const isUnclear = answer.kind === 'unable' && !isStageRunning(stage);
  if (answer.kind === 'unable' && !isUnclear) return settle(turn, claim.causes, claim);
  const refused = withRefusal(claim, now, isUnclear);
  if (refused.refused.length >= MAX_REFUSED) return giveUpRefused(turn, refused, answer.error);
  if (isUnclear) return stay(turn, refused, now + REVIEW_AFTER);
  const next = settle({ ...turn, state: to(state, 'claimed', 'decided', refused) }, refused.causes, refused);
  // No target is left: before that is told, it is looked whether the refusals were due to a deployment that did not show yet.
  return next.state.incident === undefined ? stay(turn, { ...refused, unclear: true }, now + REVIEW_AFTER) : next;
}

/**
 * Our own freeze is lifted for the rollback that it may keep out. One that was lifted and is seen in force all the same is lifted again: the
 * function may have died before it was.
 */
function liftedFor({ state, now }: Turn, claim: Claimed, stage: ObservedStage | undefined): Next | undefined {
  const { freeze } = state;
  if (stage === undefined || isStageRunning(stage) || freeze === undefined) return undefined;
  const isAgain = freeze.condition === 'lifted';
  if ((freeze.condition !== 'made' && !isAgain) || !keepsRollbackOut(freeze, stage)) return undefined;
  const lifted: StageState = { ...state, freeze: { ...freeze, condition: 'lifted', since: now } };
  const callAgainAt = now + CALL_AGAIN_AFTER;
  const called: Claimed = isAgain ? { ...claim, callAgainAt } : claim;
  return {
    state: to(lifted, 'claimed', 'decided', called),
    effects: [{ kind: 'thaw', reason: freeze.reason }],
    wakeBy: now + LOOK_AGAIN_AFTER,
  };
}

/** Our own freeze may be the reason; lifting it would let in what waits before it. */
function keptOut(turn: Turn, claim: Claimed, error: string, { waiting = [] }: ObservedStage): Next {
  const { now, state } = turn;
  if (now - claim.claimedAt >= CALL_AGAIN_FOR) return giveUpRefused(turn, claim, error);
  const sentence = `CodePipeline refuses the rollback to ${claim.plan.target.id} (${error}), maybe because the transition is disabled; it stays so, since execution ${waiting.join(', ')} would enter the stage. Stop that execution, or release the freeze`;
  const entry: Entry = {
    ...entryOfEnd(claim, sentence, now),
    id: `${claim.id}/rollback-kept-out`,
    code: 'rollback-kept-out',
  };
  const told = claim.told.includes(KEPT_OUT) ? state : promising(state, entry);
  const callAgainAt = now + LOOK_AGAIN_AFTER;
  return stay(
    { ...turn, state: told },
    { ...claim, told: [...new Set([...claim.told, KEPT_OUT])], callAgainAt },
    callAgainAt,
  );
}

/** Among what people were told of a claim, that it is kept out. No alarm has this name: it holds a control character. */
const KEPT_OUT = '\u0000kept-out';

/** A claim comes back: what was accepted is gone on with, what is in doubt is waited for, anything else is decided anew. */
function readBack(turn: Turn, claim: Claimed): Next {
  const { facts, now, state } = turn;
  readAll(facts, [{ fact: 'stage' }, { fact: 'recent' }, { fact: 'actions' }]);
  const found = findAccepted(claim, turn.key.stage, facts);
  if (found !== undefined) {
    const target = found.rollbackTarget === claim.plan.target.id ? undefined : targetOf(found, facts);
    const plan = target === undefined ? claim.plan : { ...claim.plan, target };
    return acceptRollback(turn, { ...claim, plan }, found.id);
  }
  if (isInDoubt(claim, facts, now)) return stay(turn, claim, now + LOOK_AGAIN_AFTER / 2);
  // Called for long enough, and not accepted this time either.
  if (!claim.answered && claim.calledAt - claim.claimedAt >= CALL_AGAIN_FOR) {
    return giveUpRefused(turn, claim, claim.lost ?? 'it does not answer');
  }
  const reviewed = reviewRefusals(claim, foundIn(facts.stage), now);
  if (reviewed === 'too early') return stay(turn, claim, now + LOOK_AGAIN_AFTER / 2);
  const { callAgainAt = 0 } = reviewed;
  if (now < callAgainAt) return stay(turn, reviewed, callAgainAt);
  const stage = foundIn(facts.stage);
  const seen = stage === undefined ? state : withSeenTransition(state, stage.inbound, now);
  return settle({ ...turn, state: to(seen, 'claimed', 'decided', reviewed) }, reviewed.causes, reviewed);
}

function targetOf({ rollbackTarget }: Execution, facts: Facts): Execution | undefined {
  return known(facts, 'recent').items.find(({ id }) => id === rollbackTarget);
}
