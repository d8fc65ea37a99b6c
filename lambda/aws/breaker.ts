import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { type EpochMillis, MINUTE } from '../decision/time.ts';
import type { Breaker, RollbackLimit } from '../ports.ts';

const KEY = marshall({ pk: 'controller', sk: 'breaker' });

/** Tries of a write that others, who enter at the same moment, make fail. */
const TRIES = 40;

/** When each incident entered, by its id. */
const Entered = z.object({ entered: z.record(z.string(), z.number()).default({}), version: z.number().default(0) });

/** One item for the whole controller: the incidents that rolled back lately. Each writes itself down, on the condition that nobody else has meanwhile. */
export function dynamoBreaker(client: DynamoDBClient, tableName: string): Breaker {
  return {
    enter: async (incident, now, limit) => {
      if (await hasRoom(client, tableName, incident, now, limit)) return 'entered';
      for (let tries = 0; tries < TRIES; tries++) {
        const { Item: item } = await client.send(
          new GetItemCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }),
        );
        const { entered, version } = Entered.catch({ entered: {}, version: 0 }).parse(
          item === undefined ? {} : unmarshall(item),
        );
        if (entered[incident] !== undefined) return 'entered';
        const others = recent(entered, now, limit);
        if (others.length >= limit.count) return { full: others.length };
        const next = { ...Object.fromEntries(others), [incident]: now };
        if (await write(client, tableName, next, version)) return 'entered';
      }
      throw new Error(`the breaker could not be written in ${TRIES} tries`);
    },
  };
}

/** The usual case in one call: fewer have entered than may, those of long ago included. */
async function hasRoom(
  client: DynamoDBClient,
  tableName: string,
  incident: string,
  now: EpochMillis,
  { count }: RollbackLimit,
): Promise<boolean> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: KEY,
        UpdateExpression: 'SET entered.#incident = :now, #version = #version + :one',
        ConditionExpression: 'attribute_exists(entered.#incident) OR size(entered) < :count',
        ExpressionAttributeNames: { '#incident': incident, '#version': 'version' },
        ExpressionAttributeValues: marshall({ ':now': now, ':one': 1, ':count': count }),
      }),
    );
    return true;
  } catch (error) {
    // There is no such map before the first.
    const isAbsent = error instanceof Error && error.name === 'ValidationException';
    if (error instanceof ConditionalCheckFailedException || isAbsent) return false;
    throw error;
  }
}

function recent(entered: Readonly<Record<string, number>>, now: EpochMillis, { minutes }: RollbackLimit) {
  return Object.entries(entered).filter(([, at]) => at > now - minutes * MINUTE);
}

async function write(
  client: DynamoDBClient,
  tableName: string,
  entered: Record<string, number>,
  version: number,
): Promise<boolean> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: KEY,
        UpdateExpression: 'SET entered = :entered, #version = :next',
        ConditionExpression: version === 0 ? 'attribute_not_exists(#version)' : '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: marshall({
          ':entered': entered,
          ':next': version + 1,
          ...(version > 0 && { ':version': version }),
        }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
