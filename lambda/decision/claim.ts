import type { Claimed } from './incident.ts';
import { type Again, findExecution, type Observation, stageIn } from './observation.ts';
import { executionsAt, isRunning, type ObservedStage } from './stage.ts';
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

/** The claim with a target more that AWS refused; `unclear` where the stage may be the reason as well as the target. */
export function withRefusal(claim: Claimed, now: EpochMillis, isUnclear: boolean): Claimed {
  return {
    ...claim,
    refused: [...claim.refused, claim.plan.target.id],
    refusing: { since: claim.refusing?.since ?? now, until: now },
    ...(isUnclear && { unclear: true }),
  };
}

/**
 * What the refusals of a claim were due to, as it shows by now. A deployment in the stage makes CodePipeline refuse every
 * target, and may show late: then they say nothing of the targets, which are asked for again. They stand where the stage was
 * at rest the whole time.
 */
export function reviewRefusals(claim: Claimed, observation: Observation, now: EpochMillis): Claimed | Again {
  const { refusing, unclear, ...settled } = claim;
  if (refusing === undefined) return claim;
  const stage = stageIn(observation.stage);
  if (stage !== undefined && hasRun(stage, claim, refusing.since)) return { ...settled, refused: [] };
  const isRead = stage !== undefined || now - refusing.until >= DOUBTED_FOR;
  if (isRead && !mayShowLate(claim, now)) return settled;
  if (!unclear) return claim;
  const problem = `target ${claim.plan.target.id} was refused at ${clock(refusing.until)}; a deployment in the stage may not show yet`;
  return { kind: 'again', what: 'the stage', problem };
}

/** Whether the refusals of a claim may yet turn out to be due to a deployment in the stage. */
export function mayShowLate({ refusing }: Claimed, now: EpochMillis): boolean {
  return refusing !== undefined && now - refusing.until < SHOWS_WITHIN;
}

/** Whether anything ran in the stage since. */
function hasRun({ occupant, lastActionChangeAt = 0 }: ObservedStage, claim: Claimed, since: EpochMillis): boolean {
  if (occupant === undefined || isRunning(occupant)) return true;
  return occupant.executionId !== claim.plan.occupant || lastActionChangeAt > since;
}
