import type { GuardPolicy } from '../guard-policy.ts';
import { quoted } from './alarm.ts';
import { known, readValue } from './asking.ts';
import type { Execution } from './execution.ts';
import type { Facts } from './facts.ts';
import { isOurFreeze } from './freeze.ts';
import { hold } from './hold.ts';
import type { Hold } from './reason.ts';
import { knownBad, type Reputation } from './reputation.ts';
import type { InboundTransition } from './stage.ts';
import type { AutomaticRollback, Pause, StageState } from './state.ts';
import { describeTenure, type Tenure } from './tenures.ts';

/** Automatic rollback is switched off. */
export function refusePaused({ pause }: StageState, facts: Facts, policy: GuardPolicy): Hold | undefined {
  const everything = known(facts, 'globalPause');
  if (everything !== undefined) return hold.paused({ scope: 'the controller', ...pauseFacts(everything) });
  if (pause !== undefined) return hold.paused({ scope: `${policy.pipeline}/${policy.stage}`, ...pauseFacts(pause) });
  return undefined;
}

function pauseFacts({ by, since, reason }: Pause) {
  return { by, since, reason };
}

/**
 * One automatic rollback of an execution: who brings it back, by a ROLLBACK or a retry, insists on it. The same release in a new execution is
 * a new try. And no more than the limit until the stage has been healthy.
 */
export function refuseRepetition(
  suspect: Tenure,
  policy: Pick<GuardPolicy, 'maxAutomaticRollbacks'>,
  reputation: Reputation,
  inbound: InboundTransition,
): Hold | undefined {
  const { state } = reputation;
  const bad = knownBad(reputation).find(({ execution }) => execution.id === suspect.release.id);
  if (bad !== undefined) {
    return hold.alreadyRolledBack({ execution: describeTenure(suspect), since: bad.since });
  }
  const counted = countedRollbacks(state, inbound);
  const last = counted.at(-1);
  if (last === undefined || counted.length < policy.maxAutomaticRollbacks) return undefined;
  return hold.limitReached({ done: counted.length, max: policy.maxAutomaticRollbacks, last: last.at });
}

/**
 * The rollbacks that count against the limit, which guards against rolling back again and again without effect: one after which every
 * alarm recovered does not, once the freeze is released.
 */
export function countedRollbacks(
  { automaticRollbacks, freeze, incident }: StageState,
  inbound: InboundTransition | undefined,
): readonly AutomaticRollback[] {
  // The incident under way may have closed the stage itself.
  const isOlder = freeze !== undefined && freeze.incident !== incident?.id;
  const isFrozen = isOlder && inbound !== undefined && isOurFreeze(freeze, inbound);
  return automaticRollbacks.filter(({ recovered }) => !recovered || isFrozen);
}

/** An alarm that speaks of the platform is on: what the guard's own alarms tell may not be due to a release. */
export function refusePlatform({ unlessAlarms }: GuardPolicy, facts: Facts, suspect: Execution): Hold | undefined {
  const on = unlessAlarms.filter((arn) => {
    const alarm = readValue(facts.alarms[arn], { fact: 'alarm', arn });
    // One that does not exist vetoes nothing, and fails the check.
    return alarm !== 'not-found' && alarm.value === 'ALARM';
  });
  if (on.length === 0) return undefined;
  return hold.platformTrouble({ alarms: `${on.length === 1 ? 'alarm' : 'alarms'} ${quoted(on)}`, what: suspect.id });
}
