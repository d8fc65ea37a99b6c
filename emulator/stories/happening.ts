import type { EpochMillis } from '../account/clock.ts';
import type { StateValue } from '../services/cloudwatch/state-value.ts';

/** One thing that happened while a story was played. Stages are named `pipeline/stage`. */
export type Happening = { readonly time: EpochMillis } & Fact;

/** What happened; its time apart. */
export type Fact =
  | ScriptFact
  | AlarmFact
  | StageFact
  | DecisionFact
  | CallFact
  | TransitionFact
  | MessageFact
  | FailureFact;

/** Something that the story does: a release, a person, a maintenance window. */
export interface ScriptFact {
  readonly kind: 'script';
  readonly text: string;
}

/** An alarm changed its state. */
export interface AlarmFact {
  readonly kind: 'alarm';
  readonly alarm: string;
  readonly from: StateValue;
  readonly to: StateValue;
  readonly suppressedBy?: string;
  readonly muted: boolean;
}

/** A stage execution changed its state. */
export interface StageFact {
  readonly kind: 'stage';
  readonly stage: string;
  readonly executionId: string;
  /** The release that is deployed, or gone back to. */
  readonly release: string;
  readonly rollback: boolean;
  /** As in CodePipeline's events: `STARTED`, `SUCCEEDED`. */
  readonly state: string;
}

/** The controller decided something, or noted how an incident went on. */
export interface DecisionFact {
  readonly kind: 'decision';
  readonly stage: string;
  readonly code: string;
  readonly reason?: string;
  readonly sentence: string;
}

/** A call that changes a pipeline. */
export interface CallFact {
  readonly kind: 'call';
  readonly operation: string;
  /** A stage, or a pipeline. */
  readonly where: string;
  /** `ok`, or the name of the error. */
  readonly outcome: string;
}

/** The transition into a stage was disabled or enabled. */
export interface TransitionFact {
  readonly kind: 'transition';
  readonly stage: string;
  readonly enabled: boolean;
  /** Whether the controller did it. */
  readonly ours: boolean;
}

/** A message to people. */
export interface MessageFact {
  readonly kind: 'message';
  readonly subject: string;
  /** The whole mail. */
  readonly text: string;
}

/** An invocation of the function failed. */
export interface FailureFact {
  readonly kind: 'failure';
  readonly error: string;
}

/** By time. At the same time a call comes before what it causes, a freeze after what it is made for, and a message last. */
export function inOrder(one: Happening, other: Happening): number {
  return one.time - other.time || rankOf(one) - rankOf(other);
}

function rankOf(happening: Happening): number {
  if (happening.kind === 'message') return 3;
  if (happening.kind !== 'call') return 1;
  return happening.operation === 'DisableStageTransition' ? 2 : 0;
}
