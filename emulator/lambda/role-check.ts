import { compilePolicy } from '../iam/policy.ts';
import type { DeployedFunction } from '../template/deployed-stack.ts';

/**
 * Lambda acts under the function's role when it polls a queue or delivers the record of a failed invocation. Throws when
 * the role does not allow it: on AWS the deployment fails, or the record is lost in silence.
 */
export function requireRole(
  deployed: DeployedFunction,
  actions: readonly string[],
  resource: string,
  purpose: string,
): void {
  const policy = compilePolicy(deployed.policyStatements);
  const missing = actions.filter((action) => policy(action, resource, {}) !== 'allowed');
  if (missing.length === 0) return;
  throw new Error(`the role ${deployed.roleName} must allow ${missing.join(', ')} on ${resource} to ${purpose}`);
}
