import { CodePipelineClient, RollbackStageCommand } from '@aws-sdk/client-codepipeline';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import type { PolicyStatement } from '../../../../emulator/account/template/deployed-stack.ts';
import type { Principals } from '../../../../emulator/services/iam/principals.ts';
import { type Caller, ServiceError } from '../../../../emulator/services/service.ts';
import {
  clientOf,
  codepipeline,
  deployedFunction,
  openFrontDoor,
  operation,
  sns,
  statement,
} from '../../account/front-door/account.ts';

const STAGE = 'arn:aws:codepipeline:us-east-1:123456789012:shop/Prod';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:people';
const FUNCTION_ARN = 'arn:aws:sts::123456789012:assumed-role/controller-role/rollback-controller';

function credentials(principals: Principals, ...statements: readonly PolicyStatement[]) {
  const keys = principals.issue(deployedFunction(...statements), 'process-1');
  return {
    accessKeyId: keys.AWS_ACCESS_KEY_ID,
    secretAccessKey: keys.AWS_SECRET_ACCESS_KEY,
    sessionToken: keys.AWS_SESSION_TOKEN,
  };
}

async function openAccount() {
  const callers: Caller[] = [];
  const handle = operation(
    (_, caller) => {
      callers.push(caller);
      return { pipelineExecutionId: 'new' };
    },
    { action: 'codepipeline:RollbackStage', resource: STAGE },
  );
  const publish = operation(() => ({ MessageId: '1' }), { action: 'sns:Publish', resource: TOPIC });
  const { door, principals } = await openFrontDoor([
    { ...codepipeline, operations: { RollbackStage: handle } },
    { ...sns, operations: { Publish: publish } },
  ]);
  return { door, principals, callers };
}

const rollback = new RollbackStageCommand({
  pipelineName: 'shop',
  stageName: 'Prod',
  targetPipelineExecutionId: 'old',
});

test('an administrator may do everything', async () => {
  const { door, callers } = await openAccount();

  await new CodePipelineClient(clientOf(door)).send(rollback);

  expect(callers).toEqual([{ kind: 'user', arn: 'arn:aws:iam::123456789012:user/administrator' }]);
});

test('a function acts as its role, and may do what its policy allows', async () => {
  const { door, principals, callers } = await openAccount();
  const allowed = statement({ actions: ['codepipeline:RollbackStage'], resources: [STAGE] });

  await new CodePipelineClient(clientOf(door, credentials(principals, allowed))).send(rollback);

  expect(callers).toEqual([
    { kind: 'function', arn: FUNCTION_ARN, functionName: 'rollback-controller', instance: 'process-1' },
  ]);
});

test("what the policy does not allow is denied in AWS's words, and does not happen", async () => {
  const { door, principals, callers } = await openAccount();
  const tooNarrow = statement({ resources: ['arn:aws:codepipeline:us-east-1:123456789012:shop'] });

  await expect(
    new CodePipelineClient(clientOf(door, credentials(principals, tooNarrow))).send(rollback),
  ).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: ${FUNCTION_ARN} is not authorized to perform: codepipeline:RollbackStage on resource: ${STAGE} because no identity-based policy allows the codepipeline:RollbackStage action`,
    $metadata: { httpStatusCode: 400 },
  });
  expect(callers).toEqual([]);
});

test('an explicit deny says so', async () => {
  const { door, principals } = await openAccount();
  const denied = [statement({}), statement({ effect: 'Deny', resources: [STAGE] })];

  await expect(
    new CodePipelineClient(clientOf(door, credentials(principals, ...denied))).send(rollback),
  ).rejects.toThrow(`on resource: ${STAGE} with an explicit deny in an identity-based policy`);
});

test('SNS denies with its own error', async () => {
  const { door, principals } = await openAccount();

  await expect(
    new SNSClient(clientOf(door, credentials(principals))).send(new PublishCommand({ TopicArn: TOPIC, Message: 'm' })),
  ).rejects.toMatchObject({ name: 'AuthorizationErrorException', $metadata: { httpStatusCode: 403 } });
});

test('conditions see the account, the region and the role of the function', async () => {
  const { door, principals } = await openAccount();
  const allowed = statement({
    conditions: {
      StringEquals: { 'aws:ResourceAccount': '123456789012', 'aws:RequestedRegion': 'us-east-1' },
      ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/controller-role' },
    },
  });

  await expect(
    new CodePipelineClient(clientOf(door, credentials(principals, allowed))).send(rollback),
  ).resolves.toMatchObject({ pipelineExecutionId: 'new' });
});

test('a function key that this account did not issue is refused', async () => {
  const { door } = await openAccount();
  const strange = { accessKeyId: 'ASIAFUNCTION99999999', secretAccessKey: 's' };

  await expect(new CodePipelineClient(clientOf(door, strange)).send(rollback)).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
    $metadata: { httpStatusCode: 403 },
  });
});

test('every process of a function gets keys of its own', async () => {
  const { principals } = await openAccount();
  const first = principals.issue(deployedFunction(), 'one').AWS_ACCESS_KEY_ID;
  const second = principals.issue(deployedFunction(), 'two').AWS_ACCESS_KEY_ID;

  expect(principals.principalOf(first)).toMatchObject({ instance: 'one' });
  expect(principals.principalOf(second)).toMatchObject({ instance: 'two' });
});

test('a permission that is missing among several denies the call', async () => {
  const { principals } = await openAccount();
  const { accessKeyId } = credentials(principals, statement({ actions: ['ssm:*'] }));
  const permissions = ['ssm:GetParameter', 'kms:Decrypt'].map((action) => ({ action, resource: '*' }));

  expect(() => principals.authorize(accessKeyId, permissions)).toThrow(ServiceError);
  expect(() => principals.authorize(accessKeyId, permissions.slice(0, 1))).not.toThrow();
});
