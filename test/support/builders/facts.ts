import type { AlarmCause, CommandCause } from '../../../lambda/decision/cause.ts';
import type { Question } from '../../../lambda/decision/plan.ts';
import { NOTHING_CAME, type Turn } from '../../../lambda/decision/turn.ts';
import { GuardPolicy } from '../../../lambda/guard-policy.ts';
import { arnOf, HOME } from '../home.ts';
import { aCommandCause, anAlarmCause } from './causes.ts';
import { aState } from './incidents.ts';
import { at } from './moments.ts';
import { seen, theFacts } from './observations.ts';

/** The guard of stage Prod of pipeline shop, with every default. */
export function aGuard(but: Partial<GuardPolicy> = {}): GuardPolicy {
  return {
    ...GuardPolicy.parse({ pipeline: 'shop', stage: 'Prod', alarms: [arnOf('shop-5xx'), arnOf('shop-latency')] }),
    ...but,
  };
}

/** What decides for a rollback from BAD to GOOD; a test changes the one thing it is about. */
export function aboutAlarm(but: Partial<Question<AlarmCause>> = {}): Question<AlarmCause> {
  return {
    cause: anAlarmCause(),
    policy: aGuard(),
    state: aState(),
    facts: theFacts(),
    now: at('10:20:05'),
    refused: [],
    ...but,
  };
}

export function aboutCommand(but: Partial<Question<CommandCause>> = {}): Question<CommandCause> {
  return { ...aboutAlarm(), cause: aCommandCause(), ...but };
}

export function guarded(but: Partial<GuardPolicy>): { readonly policy: GuardPolicy } {
  return { policy: aGuard(but) };
}

/** A turn of the loop about stage Prod, a moment after the alarm of the usual story: nothing came. */
export function aTurn(but: Partial<Turn> = {}): Turn {
  return {
    key: { pipeline: 'shop', stage: 'Prod' },
    home: HOME,
    state: aState(),
    facts: theFacts({ guard: seen({ kind: 'found', policy: aGuard() }) }),
    arrivals: NOTHING_CAME,
    results: [],
    failed: new Map(),
    now: at('10:20:05'),
    leaseUntil: at('10:20:40'),
    ...but,
  };
}
