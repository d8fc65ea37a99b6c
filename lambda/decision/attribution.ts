import type { GuardPolicy } from '../guard-policy.ts';
import type { AlarmEvent, ObservedAlarm } from './alarm.ts';
import { nameOf } from './alarm-arn.ts';
import type { Episode } from './alarm-history.ts';
import { visibleIn } from './asking.ts';
import type { AttributionQuestion, Blame, NoBlame } from './blame.ts';
import type { Facts } from './facts.ts';
import { isOfBefore, whyMaybeFix } from './fix.ts';
import { hold } from './hold.ts';
import { onBefore, stateBefore } from './on-before.ts';
import { type Onset, onsetOf } from './onset.ts';
import { attributeOutlasting } from './outlasting.ts';
import { type Calm, troublesOf } from './quiet.ts';
import { ageAt, describeProof, isProven, liveInAll, proofTimeOf, type Reputation, youngAt } from './reputation.ts';
import type { StageState } from './state.ts';
import { bringsBack, describeTenure, firstAttempt, replacedBy, type Tenure } from './tenures.ts';
import { clock, DAY, type EpochMillis, inMinutes, MINUTE, span } from './time.ts';
import { ROUNDING } from './times.ts';

/** Which deployments an alarm can be blamed on: they began before its onset, within their bake time, while it was off. */
export function attribute(question: AttributionQuestion): Blame | NoBlame {
  const { cause, alarm, situation, state, facts, policy } = question;
  const { bakeMinutes } = policy;
  const { tenures } = situation;
  const onset = onsetOf(alarm, facts, groundsOf(cause.event, alarm));
  const known: Reputation = { state, facts, tenures, proofTime: proofTimeOf(onset.window, 0) };
  if (cause.outlasted !== undefined) return attributeOutlasting(question, cause.outlasted, onset, known);

  const candidates = tenures.filter(
    (tenure) => mayHaveCaused(tenure, onset, tenures) && !isFixUnderWay(tenure, onset, known),
  );
  const newest = candidates.at(-1);
  const last = tenures.at(-1);
  if (last === undefined) return hold.nothingDeployed(policy);
  if (newest === undefined) {
    const detail = `${onset.how}, the deployment began ${clock(last.beganAt)}`;
    return hold.alarmPredatesDeployment({ alarm: alarm.arn, execution: describeTenure(last), detail });
  }
  const ended = newest.endedAt ?? onset.at;
  const after = onset.at - ended;
  // A flap while the rollback is waited for begins no other trouble.
  const { from = Number.POSITIVE_INFINITY } = cause.merged ?? {};
  const isAgain = isWaitedFor(newest, state) && from - ended <= bakeMinutes * MINUTE;
  const age = newest.isRollback ? liveInAll(newest.release, known, onset.at) : after;
  const isLate = age > bakeMinutes * MINUTE;
  if (isLate && !isAgain) {
    const execution = describeTenure(newest);
    const began =
      age === after
        ? `${inMinutes(after)} after deployment ${execution} ended`
        : `when ${execution}, had been live for ${span(age)} in all`;
    const late = hold.alarmAfterBakeTime({ alarm: alarm.arn, began, bakeMinutes, how: onset.how });
    return { ...late, ...youngAt(newest.release, tenures, onset.at) };
  }
  const early = onBefore(question, newest, onset);
  if (early !== undefined) return early;

  const proofTime = proofTimeOf(onset.window, after);
  const standing = standingSince(newest, onset, question);
  const troubles = troublesOf(calmsOf(question), standing, tenures, facts, { bakeMinutes, proofTime });
  const reputation: Reputation = { ...known, proofTime, troubles };
  const before = candidates.filter(({ release }) => release.id !== newest.release.id).toReversed();
  // What was still live when the trouble began, under the newest, or must have been, is not cleared by having been quiet until then.
  const isUnder = onset.end <= ended || onset.latest <= newest.beganAt;
  const under = isUnder ? replacedBy(firstAttempt(newest, tenures), tenures) : undefined;
  const cleared = before.find(
    (tenure) => tenure.release.id !== under?.release.id && isProven(tenure.release, reputation, onset.at),
  );
  // What is older than a proven one was live in it, too.
  const older = before
    .slice(0, cleared === undefined ? before.length : before.indexOf(cleared))
    .filter((tenure) => !tenure.isRollback || (tenure === under && isUnprovenTarget(tenure, reputation, onset)))
    .filter(({ endedAt }) => onset.at - (endedAt ?? onset.at) <= bakeMinutes * MINUTE);
  const blamed = [...new Map([newest, ...older].map((tenure) => [tenure.release.id, tenure])).values()];
  const first = Math.min(...blamed.map(({ beganAt }) => beganAt));
  const others = blamed
    .slice(1)
    .map((tenure) => `${describeTenure(tenure)} (${describeProof(tenure.release, reputation, onset.at)})`);
  const grounds = [
    `alarm "${nameOf(alarm.arn)}" ${whenOf(after, newest)} ${describeTenure(newest)}, bake time is ${bakeMinutes} min${isLate ? ', and was on before, within that' : ''}; ${onset.how}`,
    ...(others.length > 0 ? [`suspect as well: ${others.join(', ')}`] : []),
    ...(others.length > 0 && cleared ? [`cleared: ${describeTenure(cleared)}`] : []),
  ].join('; ');
  const suspects = blamed.map(({ release }) => release);
  const told = Math.min(alarm.since, cause.at, ...othersOn(policy, facts, newest));
  return { kind: 'blame', newest, suspects, since: first, onset, told, reputation, grounds };
}

/** The rollback of what a deployment brought is wanted, and cannot be made yet. */
function isWaitedFor({ release }: Tenure, { incident }: StageState): boolean {
  return incident?.phase === 'waiting' && incident.suspect.id === release.id;
}

/** What was brought back had not been quiet for as long as those behind it that were blamed took to show their trouble, before that or since. */
function isUnprovenTarget(
  { beganAt, endedAt, release }: Tenure,
  reputation: Reputation,
  { at, window }: Onset,
): boolean {
  const { state, tenures } = reputation;
  const ages = state.releases.map(({ execution, blamedAt = 0, forgivenAt = 0 }) => {
    const isBehind = blamedAt > forgivenAt && execution.startedAt > release.startedAt;
    return isBehind ? ageAt(execution, tenures, blamedAt) : 0;
  });
  const proofTime = proofTimeOf(window, Math.max(0, ...ages));
  return at - (endedAt ?? at) <= proofTime && !isProven(release, { ...reputation, proofTime }, beganAt);
}

/** Since when the other alarms of the guard are on that went on since a deployment began: whoever saw one of them knows of the trouble. */
function othersOn({ alarms }: Pick<GuardPolicy, 'alarms'>, facts: Facts, { beganAt }: Tenure): readonly EpochMillis[] {
  const on = visibleIn(facts, alarms).filter(({ value, since }) => value === 'ALARM' && since > beganAt);
  return on.map(({ since }) => since);
}

/** Since when the alarms of the guard were OK, but for those that are on by now beside this one. */
function calmsOf({ cause, alarm, facts, policy }: AttributionQuestion): readonly Calm[] {
  const before = stateBefore(cause.event, alarm);
  const others = visibleIn(facts, policy.alarms).filter(({ value }) => value === 'OK');
  const own = before?.value === 'OK' ? [{ arn: alarm.arn, since: before.at }] : [];
  return [...own, ...others];
}

/** The other alarms that are on since before a deployment began. One that has been on for a day says nothing of any release. */
function standingSince(
  { beganAt }: Tenure,
  { at: until }: Onset,
  { alarm, facts, policy }: AttributionQuestion,
): readonly Episode[] {
  return visibleIn(facts, policy.alarms)
    .filter(({ arn, value }) => arn !== alarm.arn && value === 'ALARM')
    .filter(({ since }) => since <= beganAt && until - since <= DAY)
    .map(({ since: from }) => ({ from, until }));
}

/** The trouble began before it was there, under another release that was deployed since people know of trouble. */
function isFixUnderWay(tenure: Tenure, onset: Onset, reputation: Reputation): boolean {
  if (tenure.endedAt !== undefined && tenure.endedAt <= onset.at) return false;
  return whyMaybeFix(tenure, reputation, onset.at) !== undefined || isOfBefore(tenure, reputation, onset);
}

function whenOf(after: number, { outcome }: Tenure): string {
  if (outcome === 'running') return 'began while this was being deployed:';
  return `began ${inMinutes(Math.abs(after))} ${after < 0 ? 'before' : 'after'} the end of deployment`;
}

/**
 * A deployment that began after the end of the onset's datapoint is acquitted; a datapoint that began, or may have begun, before a
 * ROLLBACK ended belongs to what the rollback replaced.
 */
function mayHaveCaused(tenure: Tenure, onset: Onset, tenures: readonly Tenure[]): boolean {
  const { beganAt, endedAt, isRollback, outcome } = tenure;
  // One that failed brought nothing back: what it was to leave is live. But half of what is newer is new there.
  if (isRollback && outcome === 'half') return !bringsBack(tenure, tenures) && beganAt < onset.end;
  if (isRollback) return endedAt !== undefined && endedAt <= onset.earliest;
  // The same millisecond is no proof that the trouble came after it.
  return beganAt < onset.end;
}

function groundsOf({ state }: AlarmEvent, alarm: ObservedAlarm) {
  return state.at !== undefined && Math.abs(state.at - alarm.since) < ROUNDING ? state.grounds : undefined;
}
