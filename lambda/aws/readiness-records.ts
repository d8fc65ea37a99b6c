import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import type { ReadinessRecords } from '../ports.ts';

const Stored = z.object({ at: z.number(), found: z.array(z.string()) });

/** What the last check found, beside the stage record. An item that cannot be read counts as none: the next check mends it. */
export function dynamoReadiness(client: DynamoDBClient, tableName: string): ReadinessRecords {
  return {
    last: async (key) => {
      const answer = await client.send(
        new GetItemCommand({ TableName: tableName, Key: marshall(checkKey(key)), ConsistentRead: true }),
      );
      return answer.Item === undefined ? undefined : Stored.safeParse(unmarshall(answer.Item)).data;
    },

    save: async (key, { at, found }) => {
      await client.send(
        new PutItemCommand({ TableName: tableName, Item: marshall({ ...checkKey(key), at, found: [...found] }) }),
      );
    },
  };
}

function checkKey(key: StageKey) {
  return { pk: stageName(key), sk: 'readiness' };
}
