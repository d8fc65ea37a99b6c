import { CfnResource, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ConfigurationError } from '../configuration-error.ts';

/**
 * The most guards of one controller. With usual names, and stages of a few names, they fit into everything below:
 * 200 parameters, 200 alarm rules and a dozen stage rules, which is also most of what an event bus holds.
 */
export const MAX_GUARDS = 200;

/** EventBridge's default quota for the rules of one event bus (EventBridge User Guide, "Quotas"). */
const MAX_RULES = 300;
const MAX_RULES_OF_REGION: { readonly [region: string]: number } = { 'af-south-1': 100, 'eu-south-1': 100 };
/** IAM's default quota for the managed policies of one role. */
const MAX_POLICIES = 10;
/** CloudFormation's quota for the resources of one template. */
const MAX_RESOURCES = 500;

const SECOND_STACK = 'move guards to a second stack (another guards file and -c stackName=NAME)';

/** Throws when what has been added to the controller does not fit into one stack, and names the limit. */
export function checkCapacity(controller: Construct, guards: number): void {
  const { region } = Stack.of(controller);
  const maxRules = MAX_RULES_OF_REGION[region] ?? MAX_RULES;
  if (guards > MAX_GUARDS) {
    throw new ConfigurationError(
      `${guards} guards are too many for one stack: it holds ${MAX_GUARDS}; ${SECOND_STACK}. EventBridge allows ${maxRules} rules per event bus unless AWS raises the quota, and every guard needs at least one of its own`,
    );
  }
  const own = controller.node.findAll();
  const rules = own.filter((construct) => construct instanceof events.CfnRule).length;
  if (rules > maxRules) {
    throw new ConfigurationError(
      `the guards need ${rules} EventBridge rules, but an event bus holds ${maxRules}${maxRules < MAX_RULES ? ` in ${region}` : ''}: name fewer alarms per guard by putting a composite alarm over them, or move guards to a second stack and have AWS raise the quota`,
    );
  }
  const policies = own.filter((construct) => construct instanceof iam.CfnManagedPolicy).length;
  if (policies > MAX_POLICIES) {
    throw new ConfigurationError(
      `${guards} guards with names of this length need ${policies} managed policies, but IAM attaches ${MAX_POLICIES} to a role: ${SECOND_STACK}`,
    );
  }
  const stack = Stack.of(controller);
  const resources = stack.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct) && construct.stack === stack).length;
  if (resources > MAX_RESOURCES) {
    throw new ConfigurationError(
      `with ${guards} guards the stack has ${resources} resources, but CloudFormation takes ${MAX_RESOURCES}: name fewer alarms per guard by putting a composite alarm over them, or ${SECOND_STACK}`,
    );
  }
}
