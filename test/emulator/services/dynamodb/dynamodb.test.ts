import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { DynamoDb } from '../../../../emulator/services/dynamodb/dynamodb.ts';
import { requiredPermissions } from '../../../../emulator/services/dynamodb/permissions.ts';
import { clientOf, deployedFunction, identity, openFrontDoor, statement } from '../../account/front-door/account.ts';

const TABLE_ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/records';
const table = {
  tableName: 'records',
  arn: TABLE_ARN,
  keySchema: [
    { name: 'pk', type: 'HASH' as const },
    { name: 'sk', type: 'RANGE' as const },
  ],
  attributeTypes: { pk: 'S' as const, sk: 'N' as const, onlyInAnIndex: 'S' as const },
  timeToLiveAttribute: 'expires',
};

async function startDynamoDb() {
  const dynamodb = await DynamoDb.start([table], identity);
  const { door, principals } = await openFrontDoor([dynamodb]);
  return { dynamodb, door, principals, client: new DynamoDBClient(clientOf(door)) };
}

test('conditional writes hold, and the items can be read past the front door', async () => {
  const { client, dynamodb, door } = await startDynamoDb();
  const put = new PutItemCommand({
    TableName: 'records',
    Item: { pk: { S: 'shop/Prod' }, sk: { N: '1' }, fence: { N: '7' }, alarms: { L: [{ S: 'a' }] } },
    ConditionExpression: 'attribute_not_exists(pk)',
  });

  await client.send(put);
  await expect(client.send(put)).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  await client.send(
    new UpdateItemCommand({
      TableName: 'records',
      Key: { pk: { S: 'shop/Prod' }, sk: { N: '1' } },
      UpdateExpression: 'SET fence = fence + :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }),
  );

  expect(await dynamodb.items('records')).toEqual([{ pk: 'shop/Prod', sk: 1, fence: 8, alarms: ['a'] }]);
  expect(door.calls.calls.map(({ outcome }) => outcome)).toEqual(['ok', 'ConditionalCheckFailedException', 'ok']);
});

test('reads every item of a table that is larger than a page', async () => {
  const { client, dynamodb } = await startDynamoDb();
  const padding = { S: 'x'.repeat(300_000) };

  for (let number = 1; number <= 5; number++) {
    const Item = { pk: { S: 'p' }, sk: { N: String(number) }, padding };
    await client.send(new PutItemCommand({ TableName: 'records', Item }));
  }

  expect(await dynamodb.items('records')).toHaveLength(5);
});

test('a query pages and orders by the sort key', async () => {
  const { client } = await startDynamoDb();
  for (const sk of ['2', '10', '1']) {
    await client.send(new PutItemCommand({ TableName: 'records', Item: { pk: { S: 'p' }, sk: { N: sk } } }));
  }

  const query = await client.send(
    new QueryCommand({
      TableName: 'records',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'p' } },
      ScanIndexForward: false,
      Limit: 2,
    }),
  );

  expect(query.Items?.map(({ sk }) => sk?.N)).toEqual(['10', '2']);
  expect(query.LastEvaluatedKey).toBeDefined();
});

test('a missing table and an operation that dynalite lacks are clear errors', async () => {
  const { client } = await startDynamoDb();

  await expect(client.send(new GetItemCommand({ TableName: 'other', Key: { pk: { S: 'a' } } }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
});

test("the function's policy decides what it may do with the table", async () => {
  const { door, principals } = await startDynamoDb();
  const allowed = statement({ actions: ['dynamodb:GetItem'], resources: [TABLE_ARN] });
  const keys = principals.issue(deployedFunction(allowed), 'one');
  const client = new DynamoDBClient(
    clientOf(door, { accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY }),
  );
  const Key = { pk: { S: 'a' }, sk: { N: '1' } };

  await expect(client.send(new GetItemCommand({ TableName: 'records', Key }))).resolves.toMatchObject({});
  await expect(client.send(new PutItemCommand({ TableName: 'records', Item: Key }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:sts::123456789012:assumed-role/controller-role/rollback-controller is not authorized to perform: dynamodb:PutItem on resource: ${TABLE_ARN} because no identity-based policy allows the dynamodb:PutItem action`,
  });
});

test.each([
  ['GetItem' as const, { TableName: 'records' }, [TABLE_ARN]],
  ['GetItem' as const, { TableName: TABLE_ARN }, [TABLE_ARN]],
  ['Query' as const, { TableName: 'records', IndexName: 'byTime' }, [`${TABLE_ARN}/index/byTime`]],
  [
    'BatchGetItem' as const,
    { RequestItems: { records: {}, other: {} } },
    [TABLE_ARN, TABLE_ARN.replace('records', 'other')],
  ],
  ['BatchWriteItem' as const, {}, []],
  ['ListTables' as const, {}, ['*']],
])('%s of %o needs permission on %o', (operation, input, resources) => {
  expect(requiredPermissions(operation, input, identity)).toEqual(
    resources.map((resource) => ({ action: `dynamodb:${operation}`, resource })),
  );
});
