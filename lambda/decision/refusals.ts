import type { Claimed } from './incident.ts';
import { isRunning, type ObservedStage } from './stage.ts';
import type { EpochMillis } from './time.ts';
import { DOUBTED_FOR, SHOWS_WITHIN } from './times.ts';

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
export function reviewRefusals(
  claim: Claimed,
  stage: ObservedStage | undefined,
  now: EpochMillis,
): Claimed | 'too early' {
  const { refusing, unclear, ...settled } = claim;
  if (refusing === undefined) return claim;
  if (stage !== undefined && hasRun(stage, claim, refusing.since)) return { ...settled, refused: [] };
  const isRead = stage !== undefined || now - refusing.until >= DOUBTED_FOR;
  if (isRead && now - refusing.until >= SHOWS_WITHIN) return settled;
  return unclear ? 'too early' : claim;
}

/** Whether anything ran in the stage since. */
function hasRun({ occupant, actions }: ObservedStage, claim: Claimed, since: EpochMillis): boolean {
  if (occupant === undefined || isRunning(occupant)) return true;
  return occupant.executionId !== claim.plan.occupant || actions.some(({ changedAt = 0 }) => changedAt > since);
}
