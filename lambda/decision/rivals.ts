import type { GuardPolicy } from '../guard-policy.ts';
import { readValue } from './asking.ts';
import type { AlarmCause } from './cause.ts';
import type { Facts } from './facts.ts';
import { type Hold, hold } from './hold.ts';
import type { Tenure } from './tenures.ts';
import type { EpochMillis } from './time.ts';
import { RIVAL_BEGINS_WITHIN } from './times.ts';

/**
 * One alarm, several stages: the newest deployment is rolled back first, the others only if that does not recover. Answers the stage that
 * this one lets go first: it was deployed later, and its incident is open or may be opened yet.
 */
export function firstOfRivals(
  { event, at }: AlarmCause,
  { pipeline, stage, bakeMinutes }: GuardPolicy,
  { beganAt }: Tenure,
  facts: Facts,
  now: EpochMillis,
): Hold | undefined {
  const { alarmName: alarm } = event;
  const rivals = readValue(facts.rivals[alarm], { fact: 'rivals', alarm });
  const told = event.state.at ?? at;
  const first = rivals.find(({ stage: other, deployedAt, busy }) => {
    if (deployedAt === undefined || deployedAt > told || other === `${pipeline}/${stage}`) return false;
    if (told - deployedAt > bakeMinutes * 60_000) return false;
    const isLater = deployedAt > beganAt || (deployedAt === beganAt && other < `${pipeline}/${stage}`);
    return isLater && (busy || now - told < RIVAL_BEGINS_WITHIN);
  });
  if (first?.deployedAt === undefined) return undefined;
  return hold.otherStageFirst({ alarm, other: first.stage, deployedAt: first.deployedAt });
}
