import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoStageRecords } from '../../lambda/aws/stage-records.ts';
import type { Acquisition } from '../../lambda/ports.ts';
import { type LocalServices, startLocalServices, TABLE } from '../support/local-services.ts';
import { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import { defineStageRecordsContract, winnersOf } from './stage-records-contract.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineStageRecordsContract('in DynamoDB', () => ({
  records: dynamoStageRecords(services.clients.dynamo, TABLE),
  plant: async ({ pipeline, stage }, schema, memory) => {
    const item = { pk: `${pipeline}/${stage}`, sk: 'record', schema, memory };
    await services.clients.dynamo.send(new PutItemCommand({ TableName: TABLE, Item: marshall(item) }));
  },
}));

const memory = new MemoryStageRecords();
defineStageRecordsContract('in memory', () => ({
  records: memory,
  plant: async (key, schema, stored) => memory.put(key, { fence: 0, schema, memory: JSON.stringify(stored) }),
}));

it('the race has more than one winner in DynamoDB when the condition is taken away: it can fail', async () => {
  const { dynamo } = services.clients;
  // Every UpdateItem of the adapter goes out without its condition.
  const careless = Object.assign(Object.create(dynamo), {
    send: (command: object) => {
      if (!(command instanceof UpdateItemCommand)) throw new Error('only UpdateItem is expected');
      const { ConditionExpression: _, ...input } = command.input;
      const values = Object.entries(input.ExpressionAttributeValues ?? {});
      const used = values.filter(([name]) => input.UpdateExpression?.includes(name));
      return dynamo.send(new UpdateItemCommand({ ...input, ExpressionAttributeValues: Object.fromEntries(used) }));
    },
  }) as DynamoDBClient;
  const winners = await winnersOf(dynamoStageRecords(careless, TABLE), { pipeline: 'shop', stage: 'careless' });
  expect(Math.min(...winners)).toBeGreaterThan(1);
});

it('the race has more than one winner in memory when the condition is taken away', async () => {
  class Careless extends MemoryStageRecords {
    protected override refusal(): Acquisition | undefined {
      return undefined;
    }
  }
  const winners = await winnersOf(new Careless(), { pipeline: 'shop', stage: 'Prod' });
  expect(Math.min(...winners)).toBeGreaterThan(1);
});
