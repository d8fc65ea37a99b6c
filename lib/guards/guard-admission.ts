import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Spokes } from '../spoke/spokes.ts';
import { acrossStages } from './across-stages.ts';
import { checkCapacity } from './capacity.ts';
import { Guard } from './guard.ts';
import { GuardBatches } from './guard-batches.ts';
import { checkGuard } from './guard-check.ts';
import type { GuardProps } from './guard-props.ts';
import type { GuardProvider } from './guard-resource.ts';
import { checkInScope, type Scope } from './guard-scope.ts';
import { GuardedOnce } from './guarded-once.ts';
import { type GuardedStage, guardedStage } from './guarded-stage.ts';

export interface GuardAdmissionProps {
  readonly provider: GuardProvider;
  readonly spokes: Spokes | undefined;
  readonly scope: Scope | undefined;
  /** Gives a guard what it needs of the controller. */
  readonly onAdmitted: (stage: GuardedStage, guard: GuardProps) => void;
}

/** Takes the guards of a controller, each stage once; its resources are the controller's own children. */
export class GuardAdmission {
  readonly #controller: Construct;
  readonly #props: GuardAdmissionProps;
  readonly #once = new GuardedOnce();

  constructor(controller: Construct, props: GuardAdmissionProps) {
    this.#controller = controller;
    this.#props = props;
  }

  guard(guard: GuardProps): Guard {
    const reachable = acrossStages(this.#controller, guard);
    const { id } = this.#admit(reachable);
    const added = new Guard(this.#controller, id, reachable, this.#props.provider);
    checkCapacity(this.#controller);
    return added;
  }

  guardAll(guards: readonly GuardProps[]): readonly GuardedStage[] {
    const reachable = guards.map((guard) => acrossStages(this.#controller, guard));
    const stages = reachable.map((guard) => this.#admit(guard).stage);
    new GuardBatches(this.#controller, 'Guards', reachable, this.#props.provider);
    checkCapacity(this.#controller);
    return stages;
  }

  #admit(guard: GuardProps): { readonly id: string; readonly stage: GuardedStage } {
    const { spokes, scope, onAdmitted } = this.#props;
    checkGuard(this.#controller, guard, spokes);
    const stack = Stack.of(this.#controller);
    const id = this.#once.admit(stack, guard);
    const stage = guardedStage(stack, guard.pipeline, guard.stage);
    checkInScope(scope, stage.pipelineName);
    onAdmitted(stage, guard);
    return { id, stage };
  }
}
