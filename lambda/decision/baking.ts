import type { GuardPolicy } from '../guard-policy.ts';
import { isSameLocation, type Location, parseAlarmArn } from './alarm-arn.ts';
import { readAll, wantsOf } from './asking.ts';
import type { AlarmCause } from './cause.ts';
import { foundIn } from './facts.ts';
import type { Baking, StageState } from './state.ts';
import type { Tenure } from './tenures.ts';
import { type EpochMillis, MINUTE } from './time.ts';
import { FORWARDED_WITHIN, LOOK_ELSEWHERE_EVERY, ROUNDING } from './times.ts';
import { policyOf, type Turn, tried } from './turn.ts';

/** The state once a deployment has ended. */
export function withBaking(
  { home, now }: Pick<Turn, 'home' | 'now'>,
  state: StageState,
  policy: GuardPolicy,
  tenure: Pick<Tenure, 'beganAt' | 'endedAt'>,
): StageState {
  const { beganAt: from } = tenure;
  const until = bakesUntil(tenure, policy, now);
  if (now >= until || alarmsElsewhere(policy, home).length === 0) return withoutBaking(state);
  const lookAt = state.baking?.from === from ? state.baking.lookAt : now + LOOK_ELSEWHERE_EVERY;
  return { ...state, baking: { from, until, lookAt } };
}

/** When the bake time of a deployment is over that has ended, by now at the latest. */
export function bakesUntil(
  { endedAt }: Pick<Tenure, 'endedAt'>,
  { bakeMinutes }: Pick<GuardPolicy, 'bakeMinutes'>,
  now: EpochMillis,
): EpochMillis {
  return (endedAt ?? now) + bakeMinutes * MINUTE;
}

export function withoutBaking({ baking: _, ...state }: StageState): StageState {
  return state;
}

/**
 * The alarms elsewhere that went on while the release bakes, and of which nothing was heard: each as the cause that its event would have been, so
 * that the event is no news if it comes after all. What cannot be read is looked at again in a minute.
 */
export function unheardOf(
  turn: Turn,
  state: StageState,
): { readonly causes: readonly AlarmCause[]; readonly state: StageState } {
  const { facts, home, now } = turn;
  const { baking } = state;
  if (baking === undefined || now < baking.lookAt) return { causes: [], state };
  readAll(facts, [{ fact: 'guard' }]);
  const policy = tried(() => policyOf(turn));
  if (policy instanceof Error || 'kind' in policy) return { causes: [], state: lookingAgain(state, baking, now) };
  const arns = alarmsElsewhere(policy, home);
  readAll(facts, wantsOf(arns));
  const on = arns.flatMap((arn) => {
    const alarm = foundIn(facts.alarms[arn]);
    const isNews = alarm?.value === 'ALARM' && alarm.since >= baking.from && !isHeardOf(turn, state, arn, alarm.since);
    return isNews ? [alarm] : [];
  });
  const unheard = on.filter(({ since }) => now - since >= FORWARDED_WITHIN);
  const next = on.length > unheard.length ? now + FORWARDED_WITHIN : undefined;
  return { causes: unheard.map(causeOf), state: lookingAgain(state, baking, now, next) };
}

function alarmsElsewhere({ alarms }: GuardPolicy, home: Location): readonly string[] {
  return alarms.filter((arn) => {
    const place = parseAlarmArn(arn);
    return place !== undefined && !isSameLocation(place, home);
  });
}

function lookingAgain(
  state: StageState,
  baking: Baking,
  now: EpochMillis,
  lookAt = now + LOOK_ELSEWHERE_EVERY,
): StageState {
  return now >= baking.until ? withoutBaking(state) : { ...state, baking: { ...baking, lookAt } };
}

/** Its event came, and is decided, put off, or being decided now; also one that an incident covered. */
function isHeardOf({ arrivals }: Turn, state: StageState, arn: string, since: EpochMillis): boolean {
  const { decided, covered, postponed } = state;
  return (
    decided.some(({ alarm, to }) => alarm === arn && to + ROUNDING >= since) ||
    (covered !== undefined && since <= covered.to + ROUNDING) ||
    postponed.some(({ cause }) => cause.event.alarm === arn) ||
    arrivals.causes.some(({ event }) => event.alarm === arn)
  );
}

/** As its event would tell it (`intake/parse-alarm-event.ts`), with the same id. */
function causeOf({ arn, since }: { readonly arn: string; readonly since: EpochMillis }): AlarmCause {
  const event = { alarm: arn, state: { value: 'ALARM', at: since } };
  return { kind: 'alarm', id: `alarm/${arn}/${new Date(since).toISOString()}`, at: since, event };
}
