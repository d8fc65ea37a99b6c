import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { createIam } from '../../../../emulator/services/iam/iam.ts';
import { clientOf, deployedFunction, openFrontDoor, statement } from '../../account/front-door/account.ts';

const STAGE = 'arn:aws:codepipeline:us-east-1:123456789012:shop/Prod';
const OTHER = 'arn:aws:codepipeline:us-east-1:123456789012:other/Prod';

async function simulate(role: string) {
  const deployed = deployedFunction(
    statement({ actions: ['codepipeline:*'], resources: [STAGE] }),
    statement({ effect: 'Deny', actions: ['codepipeline:StopPipelineExecution'] }),
  );
  const { door } = await openFrontDoor([createIam('123456789012', () => [deployed])]);
  return new IAMClient(clientOf(door)).send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: ['codepipeline:RollbackStage', 'codepipeline:StopPipelineExecution'],
      ResourceArns: [STAGE, OTHER],
    }),
  );
}

test('what a role may do is simulated for each action and resource, in the words of IAM', async () => {
  const { EvaluationResults = [] } = await simulate('arn:aws:iam::123456789012:role/controller-role');
  expect(
    EvaluationResults.map(({ EvalActionName, EvalResourceName, EvalDecision }) => [
      EvalActionName,
      EvalResourceName,
      EvalDecision,
    ]),
  ).toEqual([
    ['codepipeline:RollbackStage', STAGE, 'allowed'],
    ['codepipeline:RollbackStage', OTHER, 'implicitDeny'],
    ['codepipeline:StopPipelineExecution', STAGE, 'explicitDeny'],
    ['codepipeline:StopPipelineExecution', OTHER, 'explicitDeny'],
  ]);
});

test('a role that does not exist is no such entity', async () => {
  await expect(simulate('arn:aws:iam::123456789012:role/another')).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});
