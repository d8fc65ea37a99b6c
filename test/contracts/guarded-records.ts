import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamoStageRecords } from '../../lambda/aws/stage-records.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import type { GuardLookUp } from '../../lambda/decision/facts.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { GuardPolicy } from '../../lambda/guard-policy.ts';
import type { StageRecords } from '../../lambda/stage/stage-lock.ts';
import { aGuard } from '../support/builders/facts.ts';
import { HOME } from '../support/home.ts';
import type { DynamoDbUnderTest } from './dynamodb-under-test.ts';

/** Stages of this pipeline are guarded by nobody; all others are. */
export const UNGUARDED = 'unguarded';

export const policyOf = (key: StageKey): GuardPolicy => aGuard(key);

export function guardOf(key: StageKey): GuardLookUp {
  return key.pipeline === UNGUARDED ? { kind: 'missing' } : { kind: 'found', policy: policyOf(key) };
}

/** Each is planted once, and waited for by all who race: a race is about the lock alone. */
const planted = new Map<string, Promise<unknown>>();

/** The records in DynamoDB of stages that are guarded before anybody asks for their lock. */
export function guardedRecords({ client, table }: DynamoDbUnderTest, through = client): StageRecords {
  const records = dynamoStageRecords(dynamoTable(through, table), HOME);
  const plant = (key: StageKey) =>
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall({ pk: `${key.pipeline}/${key.stage}`, sk: 'record' }),
        UpdateExpression: 'SET guard = :guard',
        ExpressionAttributeValues: marshall({ ':guard': policyOf(key) }),
      }),
    );
  return {
    ...records,
    acquire: async (key, request) => {
      const name = `${table} ${key.pipeline}/${key.stage}`;
      if (key.pipeline !== UNGUARDED) {
        const planting = planted.get(name) ?? plant(key);
        planted.set(name, planting);
        await planting;
      }
      return records.acquire(key, request);
    },
  };
}
