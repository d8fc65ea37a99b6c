import type { GuardPolicy } from '../guard-policy.ts';
import { type ObservedAlarm, quoted } from './alarm.ts';
import { wasOkAt } from './alarm-history.ts';
import { alarmIn, known, readAll, readValue, visibleIn } from './asking.ts';
import type { Blame } from './blame.ts';
import { describeExecution } from './execution.ts';
import { type Facts, foundIn, type Want } from './facts.ts';
import { isOurFreeze } from './freeze.ts';
import { hold } from './hold.ts';
import type { Hold } from './reason.ts';
import { knownBad, type Reputation } from './reputation.ts';
import type { InboundTransition } from './stage.ts';
import { type StageKey, stageName } from './stage-key.ts';
import type { AutomaticRollback, StageState } from './state.ts';
import { describeTenure, type Tenure } from './tenures.ts';
import { type EpochMillis, MINUTE } from './time.ts';
import { EVALUATION_DELAY, ROUNDING } from './times.ts';

/** Automatic rollback is switched off. */
export function refusePaused({ pause }: StageState, facts: Facts, key: StageKey): Hold | undefined {
  const everything = known(facts, 'globalPause');
  if (everything !== undefined) return hold.paused({ scope: 'the controller', ...everything });
  if (pause !== undefined) return hold.paused({ scope: stageName(key), ...pause });
  return undefined;
}

/**
 * One automatic rollback of an execution: who brings it back, by a ROLLBACK or a retry, insists on it. The same release in a new execution is
 * a new try. And no more than the limit until the stage has been healthy.
 */
export function refuseRepetition(
  suspect: Tenure,
  policy: Pick<GuardPolicy, 'alarms' | 'bakeMinutes' | 'maxAutomaticRollbacks'>,
  reputation: Reputation,
  inbound: InboundTransition,
): Hold | undefined {
  const { state, facts } = reputation;
  const bad = knownBad(reputation).find(({ execution }) => execution.id === suspect.release.id);
  if (bad !== undefined) {
    return hold.alreadyRolledBack({ execution: describeTenure(suspect), since: bad.since });
  }
  const isAtLimit = (rollbacks: readonly AutomaticRollback[]) => rollbacks.length >= policy.maxAutomaticRollbacks;
  const before = countedRollbacks(state, inbound);
  if (!isAtLimit(before)) return undefined;
  const isLater = !suspect.isRollback && before.some((rollback) => rollback.at < suspect.beganAt);
  const isOther = isLater && wereOkAt(suspect.beganAt, policy, facts);
  const counted = isOther ? countedRollbacks(state, inbound, suspect.beganAt) : before;
  const last = counted.at(-1);
  if (last === undefined || !isAtLimit(counted)) return undefined;
  return hold.limitReached({ done: counted.length, max: policy.maxAutomaticRollbacks, last: last.at });
}

/**
 * The rollbacks that count against the limit, which guards against rolling back again and again without effect: one after which every
 * alarm recovered does not, once the freeze is released. `okAt`: every alarm was OK then, so that what came before has had its end, however late.
 */
export function countedRollbacks(
  { automaticRollbacks, freeze, incident }: StageState,
  inbound: InboundTransition | undefined,
  okAt: EpochMillis = 0,
): readonly AutomaticRollback[] {
  // The incident under way may have closed the stage itself.
  const isOlder = freeze !== undefined && freeze.incident !== incident?.id;
  const isFrozen = isOlder && inbound !== undefined && isOurFreeze(freeze, inbound);
  return isFrozen ? automaticRollbacks : automaticRollbacks.filter(({ recovered, at }) => !recovered && at >= okAt);
}

/** Whether every alarm of the guard is known to have been OK at a time. */
function wereOkAt(
  time: EpochMillis,
  { alarms: arns, bakeMinutes }: Pick<GuardPolicy, 'alarms' | 'bakeMinutes'>,
  facts: Facts,
): boolean {
  const alarms = visibleIn(facts, arns);
  if (alarms.length < arns.length || alarms.some(({ value, since }) => since <= time && value !== 'OK')) return false;
  const changed = alarms.filter(({ since }) => since > time);
  const since = time - bakeMinutes * MINUTE;
  readAll(
    facts,
    changed.map(({ arn: alarm }): Want => ({ fact: 'history', alarm, since })),
  );
  return changed.every(({ arn }) => wasOkAt(foundIn(facts.histories[arn]) ?? [], time));
}

/**
 * An alarm that speaks of the platform is on: what the guard's own alarms tell may not be due to a release. It may not be due to one either
 * as long as an alarm looks back on trouble of the platform that is over.
 */
export function refusePlatform(
  { unlessAlarms }: GuardPolicy,
  facts: Facts,
  { onset, newest }: Pick<Blame, 'onset' | 'newest'>,
  now: EpochMillis,
): Hold | undefined {
  const on = unlessAlarms.filter((arn) => {
    const alarm = alarmIn(facts, arn);
    // One that does not exist vetoes nothing, and fails the check.
    if (alarm === 'not-found') return false;
    const lookedBackOn = now - onset.window - EVALUATION_DELAY;
    return alarm.value === 'ALARM' || (alarm.since > Math.max(lookedBackOn, onset.earliest) && wasOn(alarm, facts));
  });
  if (on.length === 0) return undefined;
  const alarms = `${on.length === 1 ? 'alarm' : 'alarms'} ${quoted(on)}`;
  return hold.platformTrouble({ alarms, what: describeExecution(newest.release) });
}

/** No data is not "on", and an alarm that comes back from it was not on before. */
function wasOn({ arn, since }: ObservedAlarm, facts: Facts): boolean {
  const transitions = readValue(facts.histories[arn], { fact: 'history', alarm: arn, since });
  return transitions.some(({ at, from }) => from === 'ALARM' && Math.abs(at - since) < ROUNDING);
}
