import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { dynamoStageRecords } from '../../lambda/aws/stage-records.ts';
import { type DynamoDbUnderTest, plantItem, sendingThrough } from './dynamodb-under-test.ts';
import { winnersOf } from './lock-race.ts';
import { defineStageRecordsContract } from './stage-records-contract.ts';

/** The contract of the stage records on an engine of DynamoDB, and that its race can fail there. */
export function defineStageRecordsInDynamoDb(name: string, under: () => DynamoDbUnderTest): void {
  defineStageRecordsContract(name, () => ({
    records: dynamoStageRecords(under().client, under().table),
    plant: (key, schema, memory) => plantItem(under(), key, { sk: 'record', schema, memory }),
  }));

  it(`the race has more than one winner ${name} when the condition is taken away: it can fail`, async () => {
    const records = dynamoStageRecords(withoutConditions(under().client), under().table);
    const winners = await winnersOf(records, { pipeline: 'shop', stage: 'careless' });
    expect(Math.min(...winners)).toBeGreaterThan(1);
  });
}

/** Every UpdateItem of the adapter goes out without its condition. */
function withoutConditions(client: DynamoDBClient): DynamoDBClient {
  return sendingThrough(client, (command, pass) => {
    if (!(command instanceof UpdateItemCommand)) throw new Error('only UpdateItem is expected');
    const { ConditionExpression: _, ...input } = command.input;
    const values = Object.entries(input.ExpressionAttributeValues ?? {});
    const used = values.filter(([name]) => input.UpdateExpression?.includes(name));
    return pass(new UpdateItemCommand({ ...input, ExpressionAttributeValues: Object.fromEntries(used) }));
  });
}
