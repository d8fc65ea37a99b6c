import * as z from 'zod';
import type { DeployedFunction } from '../../account/template/deployed-stack.ts';
import { type Service, ServiceError } from '../service.ts';
import { parseInput, stringMember } from '../service-input.ts';
import { compilePolicy, type Verdict } from './policy.ts';

const Simulation = z.object({
  PolicySourceArn: z.string().min(20),
  ActionNames: z.array(z.string().regex(/^[\w-]+:[\w*]+$/)),
  ResourceArns: z.array(z.string()).default(['*']),
});

/** The words of IAM (API:EvaluationResult). */
const DECISIONS: { readonly [verdict in Verdict]: string } = {
  allowed: 'allowed',
  'implicitly-denied': 'implicitDeny',
  'explicitly-denied': 'explicitDeny',
};

/** AWS IAM, in the query protocol: the simulation of calls under the role of a deployed function. */
export function createIam(accountId: string, functions: () => readonly DeployedFunction[]): Service {
  return {
    signingName: 'iam',
    targetPrefix: 'IAM',
    operations: {
      SimulatePrincipalPolicy: {
        authorize: (input) => [
          { action: 'iam:SimulatePrincipalPolicy', resource: stringMember(input, 'PolicySourceArn') },
        ],
        handle: (input) => {
          const { PolicySourceArn, ActionNames, ResourceArns } = parseInput(Simulation, input, 'InvalidInput');
          const role = functions().find(
            ({ roleName }) => PolicySourceArn === `arn:aws:iam::${accountId}:role/${roleName}`,
          );
          if (role === undefined) {
            throw new ServiceError(
              'NoSuchEntityException',
              `The role with ARN ${PolicySourceArn} cannot be found.`,
              404,
            );
          }
          const policy = compilePolicy(role.policyStatements);
          return {
            EvaluationResults: ActionNames.flatMap((action) =>
              ResourceArns.map((resource) => ({
                EvalActionName: action,
                EvalResourceName: resource,
                EvalDecision: DECISIONS[policy(action, resource, {})],
              })),
            ),
            IsTruncated: false,
          };
        },
      },
    },
  };
}
