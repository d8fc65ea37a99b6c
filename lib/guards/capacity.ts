import { CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ConfigurationError } from '../configuration-error.ts';

/** IAM's default quota for the managed policies of one role. */
const MAX_POLICIES = 10;
/** CloudFormation's quota for the resources of one template. */
const MAX_RESOURCES = 500;

/** Throws when what has been added to the controller does not fit into one stack, and names the limit. */
export function checkCapacity(controller: Construct): void {
  const policies = controller.node.findAll().filter((construct) => construct instanceof iam.CfnManagedPolicy).length;
  if (policies > MAX_POLICIES) {
    throw new ConfigurationError(
      `the ARNs of the guarded stages need ${policies} managed policies, but IAM attaches ${MAX_POLICIES} to a role: allow pipelines by name or tag instead, with scope: { pipelines: ["team-*"] } or { tag: { "auto-rollback": "on" } } (-c scope=pipelines:team-* or -c scope=tag:auto-rollback=on)`,
    );
  }
  const stack = Stack.of(controller);
  const resources = stack.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct) && construct.stack === stack).length;
  if (resources > MAX_RESOURCES) {
    throw new ConfigurationError(
      `the stack has ${resources} resources, but CloudFormation takes ${MAX_RESOURCES}: declare guards in guards.json, which takes few, or in stacks of their own with RollbackController.fromName`,
    );
  }
}
