import type { DeployedFunction, ResourcePolicyStatement } from '../../account/template/deployed-stack.ts';
import { compilePolicy } from '../iam/policy.ts';
import { identityRequester } from '../iam/requester.ts';
import { compileResourcePolicy } from '../iam/resource-policy.ts';

/**
 * Lambda acts under the function's role when it polls a queue or delivers the record of a failed invocation. Throws when the role, or
 * the policy of the resource, does not allow it: on AWS the deployment fails, or the record is lost in silence.
 */
export function requireRole(
  deployed: DeployedFunction,
  actions: readonly string[],
  resource: string,
  purpose: string,
  resourcePolicy: readonly ResourcePolicyStatement[] = [],
): void {
  const { arn, functionName, roleName } = deployed;
  const [, , , region = '', accountId = ''] = arn.split(':');
  const requester = identityRequester(`arn:aws:sts::${accountId}:assumed-role/${roleName}/${functionName}`, {
    accountId,
    region,
  });
  const ofRole = compilePolicy(deployed.policyStatements);
  const ofResource = compileResourcePolicy(resourcePolicy);
  const missing = actions.filter((action) => ofRole(action, resource, requester.conditions(resource)) !== 'allowed');
  if (missing.length > 0) {
    throw new Error(`the role ${roleName} must allow ${missing.join(', ')} on ${resource} to ${purpose}`);
  }
  const denied = actions.filter((action) => ofResource(requester, action, resource) === 'explicitly-denied');
  if (denied.length > 0) {
    throw new Error(
      `the policy of ${resource} must not deny ${denied.join(', ')} to the role ${roleName}, to ${purpose}`,
    );
  }
}
