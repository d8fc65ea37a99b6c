import { type Hold, hold } from './hold.ts';
import type { Claimed } from './incident.ts';
import { type Again, findExecution, type Observation, stageIn } from './observation.ts';
import { executionsAt } from './stage.ts';
import { clock, type EpochMillis, MINUTE, SECOND } from './time.ts';

/** CodePipeline promises no time in which a rollback, or a deployment, shows: so long nothing is concluded from not seeing it. */
const SHOWS_WITHIN = 30 * SECOND;
/** The same where something else is in the stage by now: a rollback may have come and gone before it is listed. */
const LISTED_WITHIN = 2 * MINUTE;
/** How long it is waited for what cannot be read, or is not listed. */
const DOUBTED_FOR = 5 * MINUTE;

/** What is unreadable when a claim is looked at again is tried again for a limited time, which begins here. */
export function lastCall({ calledAt, claimedAt }: Claimed): EpochMillis {
  return calledAt ?? claimedAt;
}

/**
 * Why it cannot be said yet that the call of a claim was not accepted, where no rollback of it was found. As long as
 * that is so the claim must neither end nor call again.
 */
export function doubtAbout(claim: Claimed, observation: Observation, now: EpochMillis): Again | undefined {
  const calledAt = lastCall(claim);
  if (claim.answered || now - calledAt >= DOUBTED_FOR) return undefined;
  const { stage, recent } = observation;
  const unread = [stage, recent].find((read) => !read.ok);
  if (unread?.ok === false) return { kind: 'again', what: unread.what, problem: unread.problem };
  const seen = stageIn(stage);
  const movedOn = seen?.occupant?.executionId !== claim.plan.occupant;
  if (now - calledAt < (movedOn ? LISTED_WITHIN : SHOWS_WITHIN)) {
    const problem = `called at ${clock(calledAt)} without an answer; what it was accepted for may not show yet`;
    return { kind: 'again', what: 'the answer of RollbackStage', problem };
  }
  const there = seen === undefined ? [] : executionsAt(seen);
  const unlisted = there.find((id) => findExecution(observation, id) === undefined);
  if (unlisted === undefined) return undefined;
  const problem = 'it is in the stage, but not in the history of the pipeline: it may be our rollback';
  return { kind: 'again', what: `execution ${unlisted}`, problem };
}

/**
 * Whether a refusal may be due to a deployment in the stage that does not show yet. Then it says nothing of the target, as
 * UnableToRollbackStageException stands for both (API:RollbackStage).
 */
export function mayBeRunning({ refusedSince }: Claimed, now: EpochMillis): boolean {
  return refusedSince !== undefined && now - refusedSince < SHOWS_WITHIN;
}

/** Why "no target is left" cannot be said yet: they were refused a moment ago, by a stage that may be running. */
export function doubtAboutTargets(claim: Claimed, decided: Hold, now: EpochMillis): Again | undefined {
  if (decided.code !== hold.noEligibleTarget.code || claim.refused.length === 0 || !mayBeRunning(claim, now)) {
    return undefined;
  }
  const problem = `${claim.refused.length} targets were refused since ${clock(claim.refusedSince ?? now)}; a deployment in the stage may not show yet`;
  return { kind: 'again', what: 'the stage', problem };
}
