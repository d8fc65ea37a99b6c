import type { GuardPolicy } from '../guard-policy.ts';
import { readValue } from './asking.ts';
import type { AlarmCause } from './cause.ts';
import type { Facts } from './facts.ts';
import { hold } from './hold.ts';
import type { Hold } from './reason.ts';
import type { Tenure } from './tenures.ts';
import { type EpochMillis, MINUTE } from './time.ts';
import { RIVAL_BEGINS_WITHIN } from './times.ts';

/**
 * One alarm, several stages: the newest deployment is rolled back first, the others only if that does not recover. Answers the stage that
 * this one lets go first: it was deployed later, and its incident is open or may be opened yet. `since`: when this one's was opened, since an alarm
 * may be told hours late, or be looked at again at the end of its mute, here as there.
 */
export function firstOfRivals(
  { event, at }: AlarmCause,
  { pipeline, stage, bakeMinutes }: GuardPolicy,
  { beganAt }: Tenure,
  facts: Facts,
  { now, since = now }: { readonly now: EpochMillis; readonly since?: EpochMillis | undefined },
): Hold | undefined {
  const { alarm } = event;
  const rivals = readValue(facts.rivals[alarm], { fact: 'rivals', alarm });
  const told = event.state.at ?? at;
  for (const { stage: other, deployedAt, busy } of rivals) {
    // What began once the alarm was on is its rollback, or a fix.
    const last = Math.max(...deployedAt.filter((at) => at <= told));
    const isFresh = told - last <= bakeMinutes * MINUTE;
    const isLater = last > beganAt || (last === beganAt && other < `${pipeline}/${stage}`);
    if (isFresh && isLater && (busy || now - since < RIVAL_BEGINS_WITHIN)) {
      return hold.otherStageFirst({ alarm, other, deployedAt: last });
    }
  }
  return undefined;
}
