import type { GuardPolicy } from '../guard-policy.ts';
import type { ObservedAlarm } from './alarm.ts';
import type { AlarmCause } from './cause.ts';
import type { Execution } from './execution.ts';
import type { Facts } from './facts.ts';
import type { Onset } from './onset.ts';
import type { Hold } from './reason.ts';
import type { Reputation } from './reputation.ts';
import type { StageState } from './state.ts';
import type { Situation, Tenure } from './tenures.ts';
import type { EpochMillis } from './time.ts';

/** Deployments were found to be the likely reason of an alarm. */
export interface Blame {
  readonly kind: 'blame';
  /** The newest deployment that can have caused it. */
  readonly newest: Tenure;
  /** Every release that can have caused it, the newest first. */
  readonly suspects: readonly Execution[];
  /** When the first of them began deploying. */
  readonly since: EpochMillis;
  readonly onset: Onset;
  /** When people, and deployments of theirs, could first know of the alarm. */
  readonly told: EpochMillis;
  readonly reputation: Reputation;
  /** The numbers compared, for people. */
  readonly grounds: string;
}

/** Nothing is blamed. */
export interface NoBlame extends Hold {
  /** What was live, behind its bake time, where it was still young: trouble may come with the hours of the day. */
  readonly young?: Execution;
}

export interface AttributionQuestion {
  readonly cause: AlarmCause;
  readonly alarm: ObservedAlarm;
  readonly situation: Situation;
  readonly state: StageState;
  readonly facts: Facts;
  readonly policy: Pick<GuardPolicy, 'alarms' | 'bakeMinutes' | 'stage' | 'deployActions'>;
}
