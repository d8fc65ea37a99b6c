import type { Location } from '../decision/alarm-arn.ts';
import type { Facts, Read } from '../decision/facts.ts';
import type { PipelineStructure } from '../decision/pipeline-structure.ts';
import type { Hold } from '../decision/reason.ts';
import type { ObservedStage } from '../decision/stage.ts';
import type { StageState } from '../decision/state.ts';
import type { Target } from '../decision/target.ts';
import type { GuardedStage, Live } from '../decision/tenures.ts';
import type { EpochMillis } from '../decision/time.ts';
import type { GoneArtifact } from './artifact-findings.ts';
import type { EventRule, SpokeRule } from './event-rule.ts';
import type { DeniedAction } from './finding.ts';

/** What a stage's readiness is judged by: everything about it at one moment. */
export interface StageFacts {
  readonly guard: GuardedStage & {
    readonly alarms: readonly string[];
    readonly unlessAlarms: readonly string[];
  };
  readonly now: EpochMillis;
  readonly structure: Read<PipelineStructure | 'not-found'>;
  readonly stage: Read<ObservedStage | 'not-found'>;
  /** By ARN. */
  readonly alarms: Facts['alarms'];
  /** What the controller remembers; undefined before the first incident, and before the first deploy of the controller. */
  readonly memory: Read<StageState | undefined>;
  readonly live: Live | Hold | Unclear;
  /** What a rollback would go back to now. */
  readonly target: Target | Hold | Unclear;
  /** What of the target's artifacts is gone; absent where nobody asked, or without a target. */
  readonly artifacts?: Read<readonly GoneArtifact[]>;
  /** ARNs of alarms of the guard that did not lead to its stage in the table; absent where nobody asked. */
  readonly notIndexed?: Read<readonly string[]>;
  /** The controller's rules on the event bus; absent where nobody asked: before the first deploy there are none. */
  readonly rules?: Read<readonly EventRule[]>;
  /** What was seen of the accounts and regions that alarms of the guard are in; absent where nobody asked. */
  readonly spokes?: readonly SpokeFact[];
  /** Why the controller's scope does not cover the guard, and what to change; undefined where it does, absent where nobody asked. */
  readonly scope?: Read<{ readonly why: string; readonly advice: string } | undefined>;
  /** What IAM denies the function's role; absent where nobody asked. */
  readonly denied?: Read<Denied>;
}

/** An account and region besides the controller's, and whether its alarms are forwarded. */
export interface SpokeFact {
  readonly place: Location;
  readonly rule: Read<SpokeRule | 'not-found'>;
}

/** What could not be read, or does not show. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly what: string;
  readonly problem: string;
  readonly transient: boolean;
}

/** Calls on the stage and its pipeline that the function's role may not make: those that a rollback needs, and others. */
export interface Denied {
  readonly essential: readonly DeniedAction[];
  readonly others: readonly DeniedAction[];
}
