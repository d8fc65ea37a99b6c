import { isProven, knownBad, type Reputation } from './reputation.ts';
import { replacedBy, type Tenure } from './tenures.ts';
import { clock, type EpochMillis } from './time.ts';

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
  const isMended = tenures.some(
    ({ beganAt, isRollback, release }) => !isRollback && beganAt > since && isProven(release, reputation, before),
  );
  if (isMended) return undefined;
  return `it was started at ${clock(tenure.release.startedAt)}, after the rollback of ${clock(since)}, since which no release has proven good`;
}
