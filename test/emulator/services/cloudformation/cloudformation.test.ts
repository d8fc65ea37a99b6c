import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalAccount } from '../../../../emulator/account/local-account.ts';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { controllerOf, Deployment } from '../../../support/deployed-controller.ts';

const identity = { accountId: '111122223333', region: 'eu-west-1' };
const MINUTE = 60_000;
const running: LocalAccount[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((account) => account.stop()));
});

async function emptyAccount() {
  const clock = new VirtualClock({ start: Date.UTC(2030, 5, 1, 12) });
  const account = await LocalAccount.start({ identity, clock, stacks: [] });
  running.push(account);
  const client = {
    endpoint: account.endpoint,
    region: identity.region,
    credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  return { account, clock, client, stacks: new CloudFormationClient(client) };
}

const HEARING = {
  Heard: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'heard' } },
  Policy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Heard' }],
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' },
        ],
      },
    },
  },
  People: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'people' } },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { Protocol: 'sqs', TopicArn: { Ref: 'People' }, Endpoint: { 'Fn::GetAtt': ['Heard', 'Arn'] } },
  },
};

function create(resources: object, more: Partial<ConstructorParameters<typeof CreateStackCommand>[0]> = {}) {
  const TemplateBody = JSON.stringify({ Resources: resources, Outputs: { Where: { Value: { Ref: 'AWS::Region' } } } });
  return new CreateStackCommand({ StackName: 'rehearsal', TemplateBody, ...more });
}

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:people';

/** What comes to the queue of such a stack when something is published to its topic. */
async function heard(resources: object): Promise<readonly (string | undefined)[]> {
  const { clock, client, stacks } = await emptyAccount();
  await stacks.send(create(resources));
  await clock.advance(MINUTE);
  await new SNSClient(client).send(new PublishCommand({ TopicArn: TOPIC, Subject: 'Hear, hear', Message: 'news' }));
  const { Messages = [] } = await new SQSClient(client).send(
    new ReceiveMessageCommand({ QueueUrl: `${client.endpoint}/111122223333/heard` }),
  );
  return Messages.map(({ Body }) => Body);
}

const describeStack = async (stacks: CloudFormationClient, name = 'rehearsal') =>
  (await stacks.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];

it('a stack that was there from the start is described, with its outputs', async () => {
  const deployment = await Deployment.synthesize();
  const account = await deployment.startEmpty();
  running.push(account);
  const { endpoint, identity } = account;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const stacks = new CloudFormationClient({ endpoint, region: identity.region, credentials, maxAttempts: 1 });
  const { Stacks: all = [] } = await stacks.send(new DescribeStacksCommand({}));
  const { Stacks: named = [] } = await stacks.send(new DescribeStacksCommand({ StackName: 'RollbackController' }));
  expect(all).toEqual(named);
  expect(named[0]).toMatchObject({ StackName: 'RollbackController', StackStatus: 'CREATE_COMPLETE' });
  const outputs = Object.fromEntries(named[0]?.Outputs?.map((one) => [one.OutputKey, one.OutputValue]) ?? []);
  expect(outputs.FunctionName).toBe(controllerOf(account).deployed.functionName);
});

describe('CloudFormation', () => {
  it('makes a stack in some time, says so, and hands out its outputs and tags', async () => {
    const { clock, client, stacks } = await emptyAccount();
    await stacks.send(create(HEARING, { Tags: [{ Key: 'day', Value: 'one' }] }));
    expect(await describeStack(stacks)).toMatchObject({ StackStatus: 'CREATE_IN_PROGRESS', Outputs: [] });
    await clock.advance(MINUTE);
    expect(await describeStack(stacks)).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [{ OutputKey: 'Where', OutputValue: 'eu-west-1' }],
      Tags: [{ Key: 'day', Value: 'one' }],
    });
    const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName: 'rehearsal' }));
    expect(
      StackEvents.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`),
    ).toEqual([
      'rehearsal CREATE_COMPLETE',
      'People CREATE_COMPLETE',
      'Heard CREATE_COMPLETE',
      'rehearsal CREATE_IN_PROGRESS',
    ]);
    const { QueueUrls } = await new SQSClient(client).send(new ListQueuesCommand({}));
    expect(QueueUrls).toEqual([`${client.endpoint}/111122223333/heard`]);
  });

  it('subscribes queues to topics: what is published comes in the envelope of SNS', async () => {
    const [body] = await heard(HEARING);
    expect(JSON.parse(body ?? '')).toMatchObject({
      Type: 'Notification',
      TopicArn: TOPIC,
      Subject: 'Hear, hear',
      Message: 'news',
    });
  });

  it('loses what is published to a queue whose policy does not let the topic send', async () => {
    const { Policy, ...resources } = HEARING;
    expect(await heard(resources)).toEqual([]);
  });

  it('takes a stack away but what is retained; it is found by its id only then', async () => {
    const { account, clock, stacks } = await emptyAccount();
    const kept = { Type: 'AWS::SNS::Topic', DeletionPolicy: 'Retain', Properties: { TopicName: 'kept' } };
    await stacks.send(create({ ...HEARING, Kept: kept }));
    await clock.advance(MINUTE);
    const id = (await describeStack(stacks))?.StackId ?? '';
    await stacks.send(new DeleteStackCommand({ StackName: 'rehearsal' }));
    expect(await describeStack(stacks)).toMatchObject({ StackStatus: 'DELETE_IN_PROGRESS' });
    await clock.advance(MINUTE);
    await expect(describeStack(stacks)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id rehearsal does not exist',
    });
    expect(await describeStack(stacks, id)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(account.queues.all).toEqual([]);
    expect(account.topics.deployed.map(({ topicName }) => topicName)).toEqual(['kept']);
  });

  it('gives a creation up when the stack is deleted meanwhile', async () => {
    const { account, clock, stacks } = await emptyAccount();
    await stacks.send(create(HEARING));
    await clock.advance(5_000);
    await stacks.send(new DeleteStackCommand({ StackName: 'rehearsal' }));
    await clock.advance(MINUTE);
    expect((await stacks.send(new DescribeStacksCommand({}))).Stacks).toEqual([]);
    expect(account.queues.all).toEqual([]);
  });

  it.each([
    ['DO_NOTHING', 'CREATE_FAILED'],
    ['ROLLBACK', 'ROLLBACK_COMPLETE'],
  ] as const)('ends with %s in %s when a resource cannot be made', async (OnFailure, status) => {
    const { clock, client, stacks } = await emptyAccount();
    const Pipeline = { Type: 'AWS::CodePipeline::Pipeline', Properties: { Name: 'p', RoleArn: 'nobody', Stages: [] } };
    await stacks.send(create({ Pipeline }, { OnFailure }));
    await clock.advance(MINUTE);
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({}));
    expect(Stacks.map(({ StackStatus }) => StackStatus)).toEqual([status]);
    expect((await new CodePipelineClient(client).send(new ListPipelinesCommand({}))).pipelines).toEqual([]);
  });

  it('refuses a name that is taken, roles without a capability, and a template that is none', async () => {
    const { stacks } = await emptyAccount();
    const Role = { Type: 'AWS::IAM::Role', Properties: {} };
    await expect(stacks.send(create({ Role }))).rejects.toMatchObject({
      message: expect.stringContaining('CAPABILITY_IAM'),
    });
    await expect(stacks.send(create({}, { TemplateBody: 'stack: yaml' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('Template format error'),
    });
    await stacks.send(create(HEARING));
    await expect(stacks.send(create(HEARING))).rejects.toMatchObject({ message: 'Stack [rehearsal] already exists' });
  });
});
