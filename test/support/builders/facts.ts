import type { AlarmCause, CommandCause } from '../../../lambda/decision/cause.ts';
import type { DecisionPolicy, Facts } from '../../../lambda/decision/plan.ts';
import { GuardPolicy } from '../../../lambda/guard-policy.ts';
import { aCommandCause, anAlarmCause } from './causes.ts';
import { aMemory } from './incidents.ts';
import { anObservation } from './observations.ts';

/** The guard of stage Prod of pipeline shop, with every default. */
export function aGuard(but: Partial<GuardPolicy> = {}): GuardPolicy {
  return {
    ...GuardPolicy.parse({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx', 'shop-latency'] }),
    ...but,
  };
}

/** What decides for a rollback from BAD to GOOD; a test changes the one thing it is about. */
export function alarmFacts(but: Partial<Facts<AlarmCause>> = {}): Facts<AlarmCause> {
  return {
    cause: anAlarmCause(),
    policy: aGuard(),
    memory: aMemory(),
    observation: anObservation(),
    ...but,
  };
}

export function commandFacts(but: Partial<Facts<CommandCause>> = {}): Facts<CommandCause> {
  return { ...alarmFacts(), cause: aCommandCause(), ...but };
}

export function guarded(but: Partial<DecisionPolicy>): { readonly policy: DecisionPolicy } {
  return { policy: { ...aGuard(), ...but } };
}
