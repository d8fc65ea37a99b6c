import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from 'vitest';
import { dynamoBreaker } from '../../lambda/aws/breaker.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { defineBreakerContract } from './breaker-contract.ts';
import { type DynamoDbUnderTest, plant } from './dynamodb-under-test.ts';
import { NOW } from './lock-requests.ts';

const LIMIT = { count: 1, minutes: 10 };

/** The contract of the breaker on an engine of DynamoDB. */
export function defineBreakerInDynamoDb(name: string, under: () => DynamoDbUnderTest): void {
  const fresh = async () => {
    const { client, table } = under();
    await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ pk: 'controller', sk: 'breaker' }) }));
    return dynamoBreaker(dynamoTable(client, table));
  };
  defineBreakerContract(name, fresh);

  it.each([
    ['a time', { entered: { a: 'yesterday' }, version: 3 }],
    ['the incidents', { entered: 'none', version: 3 }],
    ['the version', { entered: { a: NOW - 20 * 60_000 }, version: 'three' }],
  ])(`the breaker ${name} goes on where somebody has spoiled %s`, async (_, item) => {
    const breaker = await fresh();
    await plant(under(), { pk: 'controller', sk: 'breaker', ...item });
    expect(await breaker.enter('b', NOW, LIMIT)).toBe('entered');
    expect(await breaker.enter('c', NOW, LIMIT)).toEqual({ full: 1 });
  });
}
