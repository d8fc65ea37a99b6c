import { Fn, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acrossStages } from './across-stages.ts';
import { Guard } from './guard.ts';
import { checkGuard } from './guard-check.ts';
import type { GuardProps } from './guard-props.ts';
import { GuardedOnce } from './guarded-once.ts';

/** Name of the export by which other stacks take the function; `controller` is the name of the controller's stack. */
export function exportOf(controller: string): string {
  return `${controller}:RollbackGuards`;
}

/** A controller of another stack of this account and region, by the name of that stack. */
export class RemoteController extends Construct {
  readonly #serviceToken: string;
  readonly #once = new GuardedOnce();

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    this.#serviceToken = Fn.importValue(exportOf(name));
  }

  /** Guards one stage, as `RollbackController.guard` does; the scope of the controller has to cover it, and its spokes alarms of elsewhere: the deploy fails where they do not. */
  guard(guard: GuardProps): Guard {
    const reachable = acrossStages(this, guard);
    checkGuard(this, reachable, 'unknown');
    const id = this.#once.admit(Stack.of(this), reachable);
    return new Guard(this, id, reachable, { serviceToken: this.#serviceToken, needs: [] });
  }
}
