import type { Onset } from './onset.ts';
import { ageAt, isProven, knownBad, type Reputation } from './reputation.ts';
import { replacedBy, type Tenure } from './tenures.ts';
import { clock, type EpochMillis } from './time.ts';
import { EVALUATION_DELAY, PROOF_SLACK } from './times.ts';

/**
 * Why a deployment may be what is to mend the trouble: people know of it since the last rollback of the stage, no release has proven good since,
 * another one was deployed before it, which most likely carries what was rolled back, and this one was started when they knew.
 * Undefined for any other.
 */
export function whyMaybeFix(tenure: Tenure, reputation: Reputation, before: EpochMillis): string | undefined {
  const { tenures } = reputation;
  const bad = knownBad(reputation);
  if (bad.length === 0) return undefined;
  const since = Math.max(...bad.map((one) => one.since));
  const over = replacedBy(tenure, tenures);
  const isBehind = over !== undefined && !over.isRollback && over.beganAt > since;
  if (tenure.isRollback || !isBehind || tenure.release.startedAt <= since) return undefined;
  if (hasProven(since, reputation, before)) return undefined;
  return `it was started at ${clock(tenure.release.startedAt)}, after the rollback of ${clock(since)}, since which no newly deployed release has proven good`;
}

/**
 * Whether trouble that began while this was being deployed is that of a release before it once more: that one had some behind its bake time, what
 * is live under this came since, and had been live for as long as that took to show, to ten minutes; and people knew of it when this was started.
 */
export function isOfBefore(tenure: Tenure, reputation: Reputation, onset: Onset): boolean {
  const { state, tenures } = reputation;
  const under = replacedBy(tenure, tenures);
  if (tenure.isRollback || under?.endedAt === undefined) return false;
  const { beganAt, endedAt } = under;
  return state.releases.some(({ execution, troubledAt = 0, forgivenAt = 0 }) => {
    if (troubledAt <= forgivenAt || Math.min(beganAt, tenure.release.startedAt) <= troubledAt) return false;
    const age = ageAt(execution, tenures, troubledAt);
    if (onset.at - endedAt < age - onset.window - PROOF_SLACK) return false;
    return !hasProven(troubledAt, { ...reputation, proofTime: age + EVALUATION_DELAY }, onset.at);
  });
}

/** A release that was deployed since a time has proven good. */
function hasProven(since: EpochMillis, reputation: Reputation, before: EpochMillis): boolean {
  return reputation.tenures.some(
    ({ beganAt, isRollback, release }) => !isRollback && beganAt > since && isProven(release, reputation, before),
  );
}
