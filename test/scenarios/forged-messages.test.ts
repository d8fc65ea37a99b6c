import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';

const DENIED = /is not authorized to perform: \S+ on resource: \S+ with an explicit deny in a resource-based policy/;

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.synthesize();
});

async function start(): Promise<LocalAccount> {
  const account = await deployment.start();
  onTestFinished(() => account.stop());
  return account;
}

/** Settings of the clients of somebody who may do everything in the account. */
function administrator({ endpoint, identity }: LocalAccount) {
  const credentials = { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' };
  return { endpoint, region: identity.region, credentials, maxAttempts: 1 };
}

const urlOf = ({ endpoint, identity }: LocalAccount, name: string) => `${endpoint}/${identity.accountId}/${name}`;

describe('An administrator', () => {
  it('can put no message into any queue of the controller', async () => {
    const account = await start();
    const client = new SQSClient(administrator(account));
    const order = JSON.stringify({ version: 1, pipeline: 'shop', stage: 'Prod', cause: { action: 'rollback' } });
    expect(account.queues.all).toHaveLength(3);
    for (const { deployed, messages } of account.queues.all) {
      const QueueUrl = urlOf(account, deployed.queueName);
      const one = client.send(new SendMessageCommand({ QueueUrl, MessageBody: order }));
      await expect(one).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringMatching(DENIED),
      });
      const Entries = [{ Id: '1', MessageBody: order }];
      const batch = client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      await expect(batch).rejects.toMatchObject({ name: 'AccessDeniedException' });
      expect(messages).toEqual([]);
    }
    await account.clock.advance(3_600_000);
    expect(account.calls.count({ operation: 'RollbackStage' })).toBe(0);
  });

  it('can write nothing into the table, and delete what the controller cannot read', async () => {
    const account = await start();
    const client = new DynamoDBClient(administrator(account));
    const [table] = account.stacks.flatMap(({ tables }) => tables);
    const of = { TableName: table?.tableName ?? '' };
    const Item = { pk: { S: 'shop/Prod' }, sk: { S: 'record' }, memory: { M: {} } };
    const { memory: _, ...Key } = Item;
    const denied = { name: 'AccessDeniedException', message: expect.stringMatching(DENIED) };
    await expect(client.send(new PutItemCommand({ ...of, Item }))).rejects.toMatchObject(denied);
    const batch = { RequestItems: { [of.TableName]: [{ PutRequest: { Item } }] } };
    await expect(client.send(new BatchWriteItemCommand(batch))).rejects.toMatchObject(denied);
    const order = {
      UpdateExpression: 'SET memory = :order',
      ExpressionAttributeValues: { ':order': { M: { incident: { M: { phase: { S: 'claimed' } } } } } },
    };
    await expect(client.send(new UpdateItemCommand({ ...of, Key, ...order }))).rejects.toMatchObject(denied);
    await client.send(new DeleteItemCommand({ ...of, Key }));
    const records = async () => {
      const items = await account.dynamoDb.items(of.TableName);
      return items.filter(({ pk, sk }) => pk === 'shop/Prod' && sk === 'record');
    };
    expect(await records()).toEqual([]);
    // The guard lay in it, too: a check puts that back.
    await controllerOf(account).host.invoke(JSON.stringify({ action: 'check', by: 'alice' }));
    expect(await records()).toEqual([expect.objectContaining({ guard: expect.objectContaining({ stage: 'Prod' }) })]);
  });

  it('can tell people nothing in the name of the controller', async () => {
    const account = await start();
    const client = new SNSClient(administrator(account));
    expect(account.topics.deployed).toHaveLength(2);
    for (const { arn } of account.topics.deployed) {
      const told = client.send(new PublishCommand({ TopicArn: arn, Message: 'Rolled back shop/Prod' }));
      await expect(told).rejects.toMatchObject({ message: expect.stringMatching(DENIED) });
    }
    expect(account.topics.published).toEqual([]);
  });
});

describe('The policies of queues and topics spare', () => {
  it('the messages that the function sends to itself, and what it tells people', async () => {
    const account = await start();
    account.cloudWatch.script.setStateAt(account.clock.now() + 60_000, 'shop-5xx', 'ALARM');
    await account.clock.advance(3_600_000);
    const { functionName } = controllerOf(account).deployed;
    for (const operation of ['SendMessage', 'Publish']) {
      const calls = account.calls.select({ operation, functionName });
      expect(calls.length).toBeGreaterThan(0);
      expect(new Set(calls.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    }
  });

  it('the dead letters of EventBridge, for rules of the controller only', async () => {
    const account = await start();
    const [rule] = account.stacks.flatMap(({ rules }) => rules);
    const target = rule?.targets[0];
    if (rule === undefined || target === undefined) throw new Error('the stack has no rule with a target');
    const failing = (name: string) => ({
      ...rule,
      name,
      arn: rule.arn.replace(/rule\/.*/, `rule/${name}`),
      enabled: true,
      eventPattern: { source: ['test.forged'] },
      targets: [{ ...target, arn: `${target.arn}-gone` }],
    });
    const failed = account.queues.byArn(target.deadLetterArn ?? '');
    account.eventBus.putRule(failing(`${rule.name.slice(0, -5)}-own`));
    const event = { source: 'test.forged', detailType: 'Test', resources: [], detail: {} };
    account.eventBus.publish(event);
    await account.clock.advance(60_000);
    expect(failed?.messages).toHaveLength(1);

    account.eventBus.putRule(failing('somebody-elses'));
    account.eventBus.publish(event);
    await expect(account.clock.advance(60_000)).rejects.toThrow(
      /does not let events.amazonaws.com for .*somebody-elses/,
    );
    expect(failed?.messages).toHaveLength(2);
  });

  it('the record of an event that the function failed on', async () => {
    const account = await start();
    const controller = controllerOf(account);
    controller.events.accept('{"detail":{}}');
    await account.clock.advance(3_600_000);
    const failed = account.queues.byArn(controller.deployed.asyncInvoke.onFailureArn ?? '');
    expect(failed?.messages.map(({ body }) => JSON.parse(body).requestPayload)).toEqual([{ detail: {} }]);
  });

  it('the alarms of the account, for the topic of people', async () => {
    const account = await start();
    const { TOPIC_ARN: people = '', CHAT_TOPIC_ARN: chats = '' } = controllerOf(account).deployed.environment;
    const client = new CloudWatchClient(administrator(account));
    await client.send(
      new PutMetricAlarmCommand({
        AlarmName: 'controller-errors',
        AlarmActions: [people, chats],
        MetricName: 'Errors',
        Namespace: 'AWS/Lambda',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      }),
    );
    await client.send(
      new SetAlarmStateCommand({ AlarmName: 'controller-errors', StateValue: 'ALARM', StateReason: 'a test' }),
    );
    await account.clock.advance(1_000);
    expect(account.topics.published).toMatchObject([
      { topicArn: people, subject: 'ALARM: "controller-errors" in us-east-1' },
    ]);
  });
});
