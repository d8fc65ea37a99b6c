import { IAMClient } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { roleInIam } from '../../lib/doctor/role.ts';
import { clientOf, openFrontDoor, operation } from '../emulator/account/front-door/account.ts';

const ROLE = 'arn:aws-us-gov:iam::123456789012:role/controller';
const STAGE = { pipeline: 'shop', stage: 'Prod' };

/** A role of which IAM answers this, whatever is asked. */
async function roleOfWhich(result: object) {
  const inputs: object[] = [];
  const SimulatePrincipalPolicy = operation((input) => {
    inputs.push(input);
    return { EvaluationResults: [{ EvalActionName: 'codepipeline:RollbackStage', ...result }] };
  });
  const { door } = await openFrontDoor([
    { signingName: 'iam', targetPrefix: 'IAM', operations: { SimulatePrincipalPolicy } },
  ]);
  return { role: roleInIam(ROLE, 'us-gov-west-1', new IAMClient(clientOf(door))), inputs };
}

test.each([
  [{ EvalDecision: 'explicitDeny' }, 'a policy denies it'],
  [{ EvalDecision: 'implicitDeny' }, 'no policy allows it'],
  [
    { EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
    'its permissions boundary does not allow it',
  ],
  [
    { EvalDecision: 'explicitDeny', OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
    'a policy of the organization does not allow it',
  ],
])('%j means: %s', async (result, why) => {
  const { role } = await roleOfWhich(result);
  const { essential } = await role.denied(STAGE);
  expect(essential[0]).toEqual({
    action: 'codepipeline:RollbackStage',
    resource: 'arn:aws-us-gov:codepipeline:us-gov-west-1:123456789012:shop/Prod',
    why,
  });
});

test('every call of the controller is simulated once, on the stage or on the pipeline', async () => {
  const { role, inputs } = await roleOfWhich({ EvalDecision: 'allowed' });
  expect(await role.denied(STAGE)).toEqual({ essential: [], others: [] });
  const before = 'arn:aws-us-gov:codepipeline:us-gov-west-1:123456789012';
  expect(inputs).toEqual([
    expect.objectContaining({ PolicySourceArn: ROLE, ResourceArns: [`${before}:shop/Prod`] }),
    expect.objectContaining({ PolicySourceArn: ROLE, ResourceArns: [`${before}:shop`] }),
  ]);
});
