import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { ConfigurationError } from '../configuration-error.ts';

/** Throws where the stack has another controller: one takes all its guards. */
export function checkOnlyOne(controller: Construct, isController: (construct: IConstruct) => boolean): void {
  const { node } = Stack.of(controller);
  if (node.findAll().some((other) => other !== controller && isController(other))) {
    throw new ConfigurationError(
      `stack ${node.id} has two rollback controllers; one takes all the guards: call guard() on it again`,
    );
  }
}
