import { nameOf } from './alarm-arn.ts';
import { lastKnown } from './alarm-history.ts';
import { readValue } from './asking.ts';
import type { AttributionQuestion, Blame } from './blame.ts';
import type { AlarmCause } from './cause.ts';
import { hold } from './hold.ts';
import type { Onset } from './onset.ts';
import type { Hold } from './reason.ts';
import type { Reputation } from './reputation.ts';
import { describeTenure } from './tenures.ts';
import { clock, MINUTE } from './time.ts';

/**
 * An alarm that outlasted a rollback is blamed on what that brought back, as long as that is in the stage. One that was on already when
 * the first suspect began is no reason for another, although it changed since.
 */
export function attributeOutlasting(
  { situation, alarm, facts, policy: { bakeMinutes } }: AttributionQuestion,
  outlasted: NonNullable<AlarmCause['outlasted']>,
  onset: Onset,
  reputation: Reputation,
): Blame | Hold {
  const last = situation.tenures.at(-1);
  const execution = last === undefined ? 'in the stage' : describeTenure(last);
  const { arn } = alarm;
  if (last === undefined || last.by !== outlasted.rollback) {
    const detail = `it outlasted the rollback of incident ${outlasted.incident}, and came before what is in the stage now`;
    return hold.alarmPredatesDeployment({ alarm: arn, execution, detail });
  }
  if (alarm.since <= outlasted.since || onset.end <= outlasted.since) {
    const detail = `in ALARM since ${clock(alarm.since)}, the first suspect of incident ${outlasted.incident} began deploying ${clock(outlasted.since)}`;
    return hold.alarmPredatesDeployment({ alarm: arn, execution, detail });
  }
  const since = outlasted.since - bakeMinutes * MINUTE;
  const transitions = readValue(facts.histories[arn], { fact: 'history', alarm: arn, since });
  const before = lastKnown(transitions, outlasted.since, bakeMinutes);
  if (before.was === 'on') {
    const detail = `${before.detail} when the first suspect of incident ${outlasted.incident} began deploying at ${clock(outlasted.since)}`;
    return hold.alarmPredatesDeployment({ alarm: arn, execution, detail });
  }
  const grounds = `alarm "${nameOf(arn)}" outlasted the rollback of incident ${outlasted.incident}`;
  const told = alarm.since;
  // What went on under the first suspect is what this rollback is for, too.
  const of = { newest: last, suspects: [last.release], since: outlasted.since };
  return { kind: 'blame', ...of, onset, told, reputation, grounds };
}
