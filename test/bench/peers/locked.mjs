import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { dynamoDBLockClientFactory } from '@deliveryhero/dynamodb-lock';
import { guarded, isAlarm, rollBack } from './roll-back.mjs';

const locks = dynamoDBLockClientFactory(DynamoDBDocument.from(new DynamoDBClient({})), {
  tableName: process.env.LOCK_TABLE,
});

/** Others wait their turn a few times, then give up: the function's own timeout is near. */
const PATIENCE = {
  leaseDurationInMs: 30_000,
  prolongLeaseEnabled: false,
  trustLocalTime: true,
  waitDurationInMs: 250,
  maxRetryCount: 3,
};

/** The naive function under a lock of the library. */
export const handler = async (event) => {
  if (!isAlarm(event)) return { outcome: 'ignored' };
  const { pipeline, stage } = guarded(event);
  const lock = await locks.lock('rollback', `${pipeline}/${stage}`, PATIENCE);
  try {
    return await rollBack(event);
  } finally {
    await locks.releaseLock(lock);
  }
};
