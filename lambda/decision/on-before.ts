import type { AlarmEvent, ObservedAlarm } from './alarm.ts';
import { nameOf } from './alarm-arn.ts';
import { episodesOf, lastKnown, wasOkSince } from './alarm-history.ts';
import { FactUnclear, readValue } from './asking.ts';
import type { AttributionQuestion } from './blame.ts';
import { hold } from './hold.ts';
import type { Onset } from './onset.ts';
import { liveAt } from './quiet.ts';
import { isSame, youngAt } from './reputation.ts';
import { whyRestless } from './restless.ts';
import { describeTenure, firstAttempt, replacedBy, type Tenure } from './tenures.ts';
import { clock, type EpochMillis, inMinutes, MINUTE } from './time.ts';
import { EVALUATION_DELAY, ROUNDING } from './times.ts';

/** What was on before a deployment began may be what it was to mend: it blames none. */
export function onBefore(
  { cause, alarm, state, situation, facts, policy: { bakeMinutes } }: AttributionQuestion,
  newest: Tenure,
  onset: Onset,
) {
  const execution = describeTenure(newest);
  const predates = (detail: string) => hold.alarmPredatesDeployment({ alarm: alarm.arn, execution, detail });
  if (alarm.since <= newest.beganAt) {
    return predates(`in ALARM since ${clock(alarm.since)}, deployment to the stage began ${clock(newest.beganAt)}`);
  }
  const otherSince = stateBefore(cause.event, alarm);
  const made = alarm.configuredAt ?? 0;
  const isJudged = otherSince?.value === 'OK' && otherSince.at >= made;
  // Who changed it behind the deployment turned it on: it was OK as what it was before.
  const isTurnedOn = made <= alarm.since && alarm.since - made <= EVALUATION_DELAY && !isJudged;
  if (newest.endedAt !== undefined && made > newest.endedAt && isTurnedOn) {
    return hold.alarmNeverOk({ alarm: alarm.arn, made, execution });
  }
  const same = situation.tenures.filter(
    ({ release, beganAt }) => beganAt < onset.end && isSame(release, newest.release, { state, facts }),
  );
  const attempts = same.filter(({ by }) => by === newest.by);
  const first = Math.min(...attempts.map(({ beganAt }) => beganAt));
  const restless = whyRestless(cause, state, situation.tenures, first);
  if (restless !== undefined) return predates(restless);
  // One good datapoint, told as late as it may be, is no end of trouble.
  const calm = (alarm.evaluation?.period ?? 0) + EVALUATION_DELAY;
  if (otherSince?.value === 'OK' && otherSince.at <= first - calm) return undefined;

  const { arn } = alarm;
  const transitions = readValue(facts.histories[arn], {
    fact: 'history',
    alarm: arn,
    since: first - bakeMinutes * MINUTE,
  });
  const flap = episodesOf(transitions, first).at(-1);
  const under = replacedBy(firstAttempt(newest, situation.tenures), situation.tenures);
  if (flap && under && first - flap.until < calm && liveAt(situation.tenures, flap.from) === under) {
    const rest = inMinutes(first - flap.until);
    const detail = `in ALARM until ${rest} before the deployment began at ${clock(first)}, under ${describeTenure(under)}`;
    return { ...predates(detail), ...youngAt(newest.release, situation.tenures, onset.at) };
  }
  for (const { beganAt } of attempts) {
    const known = lastKnown(transitions, beganAt, bakeMinutes);
    if (known.was === 'on') return predates(`${known.detail} when the deployment began at ${clock(beganAt)}`);
    const isNew = made > beganAt;
    if (isNew && otherSince?.value !== 'OK' && !wasOkSince(transitions, made)) {
      return hold.alarmNeverOk({ alarm: arn, made, execution });
    }
    if (known.was === 'unknown' && !isNew) {
      const what = `the state of alarm "${nameOf(arn)}" at ${clock(beganAt)}`;
      throw new FactUnclear({ what, problem: known.detail, transient: false });
    }
  }
  return undefined;
}

/** What the alarm was before its present ALARM. The event tells it only if it is the event of that. */
export function stateBefore(
  { state, previous }: AlarmEvent,
  alarm: ObservedAlarm,
): { readonly value: string; readonly at: EpochMillis } | undefined {
  if (previous?.at === undefined || state.at === undefined) return undefined;
  return Math.abs(state.at - alarm.since) < ROUNDING ? { value: previous.value, at: previous.at } : undefined;
}
