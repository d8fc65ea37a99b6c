import type { GuardPolicy } from '../guard-policy.ts';
import type { DecidableCause } from './cause.ts';
import { describeExecution, type Execution, type ExecutionId } from './execution.ts';
import type { Facts } from './facts.ts';
import type { RollbackPlan, WaitsFor } from './incident.ts';
import type { Hold } from './reason.ts';
import type { PendingApproval } from './stage.ts';
import type { StageState } from './state.ts';
import type { EpochMillis } from './time.ts';

/** Call RollbackStage. */
export interface Rollback {
  readonly kind: 'rollback';
  readonly plan: RollbackPlan;
}

/** A rollback is wanted, and cannot be made yet. */
export interface Wait {
  readonly kind: 'wait';
  readonly waitsFor: WaitsFor;
  readonly occupant: ExecutionId;
  readonly suspect: Execution;
  /** The approval that keeps the rollback out. */
  readonly approval?: PendingApproval;
  /** What people should know of a wait for what runs in the stage. `approval`: a person has to answer it. */
  readonly reason?: 'approval' | 'change-refused';
  readonly sentence: string;
}

/** What to do: the outcome of every decision. */
export type Plan = Rollback | Wait | Hold;

/** A plan, and whom it blames: a release that was blamed has to prove itself again, whatever comes of it. */
export interface Decision {
  readonly plan: Plan;
  readonly blamed: readonly Execution[];
  /** What is not blamed, but was young when the trouble began. */
  readonly troubled?: Execution;
}

export interface Question<C extends DecidableCause = DecidableCause> {
  readonly cause: C;
  readonly policy: GuardPolicy;
  readonly state: StageState;
  readonly facts: Facts;
  readonly now: EpochMillis;
  /** Targets that CodePipeline refused under this incident. */
  readonly refused: readonly ExecutionId[];
}

/** `roll back from A to B: because ...` */
export function describePlan({ suspect, target, change, grounds, redeployment }: RollbackPlan): string {
  const differs = change === '' ? '' : ` (${change})`;
  if (redeployment !== undefined) {
    return `redeploy ${describeExecution(target)} over ${describeExecution(suspect)}${differs}: ${grounds}`;
  }
  return `roll back from ${describeExecution(suspect)} to ${describeExecution(target)}${differs}: ${grounds}`;
}
