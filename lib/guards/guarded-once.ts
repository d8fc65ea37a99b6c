import type { Stack } from 'aws-cdk-lib';
import { ConfigurationError } from '../configuration-error.ts';
import { titleOf } from './guard-check.ts';
import type { GuardProps } from './guard-props.ts';
import { guardIdentity } from './identity.ts';

/** The stages that are guarded already. */
export class GuardedOnce {
  readonly #keys = new Set<string>();

  /** Answers the construct id of the guard. Throws a {@link ConfigurationError} where its stage has one. */
  admit(stack: Stack, guard: GuardProps): string {
    const { key, id } = guardIdentity(stack, guard);
    if (this.#keys.has(key)) {
      throw new ConfigurationError(
        `guard ${titleOf(guard)}: the stage is guarded twice; put all its alarms in one guard`,
      );
    }
    this.#keys.add(key);
    return id;
  }
}
