import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { dynamoDBLockClientFactory, LockNotGrantedError } from '@deliveryhero/dynamodb-lock';
import lockClient from 'dynamodb-lock-client';
import { dynamoStageRecords } from '../../lambda/aws/stage-records.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { HOME } from '../support/home.ts';
import { CLIENT_LOCK_TABLE, LOCK_TABLE } from './bench-account.ts';
import { IDENTITY } from './deployed-bundle.ts';

/** A lock library, reduced to what all three can do. Each client is a process of its own, as far as the lock can tell. */
export interface LockLibrary {
  readonly name: string;
  /** A new client, whose locks end `leaseMillis` after they were taken unless released. */
  readonly client: (leaseMillis: number) => LockClient;
}

export interface LockClient {
  /** Takes the lock, or answers undefined where somebody else has it. Waits only where the library knows no other way. */
  readonly acquire: (id: string) => Promise<{ readonly release: () => Promise<void> } | undefined>;
}

/** Ours and two from npm, on one DynamoDB engine. `clock` is the engine's account's. */
export function lockLibraries(endpoint: string, table: string, clock: () => number): readonly LockLibrary[] {
  const credentials = { accessKeyId: 'AKIABENCH', secretAccessKey: 'secret' };
  const dynamo = new DynamoDBClient({ endpoint, region: IDENTITY.region, credentials });
  const documents = DynamoDBDocument.from(dynamo);
  return [
    { name: 'ours (lambda/aws/stage-records.ts)', client: ours(dynamo, table, clock) },
    { name: '@deliveryhero/dynamodb-lock 2.0.0', client: deliveryHero(documents) },
    { name: 'dynamodb-lock-client 0.7.3 (FailOpen)', client: failOpen(documents) },
  ];
}

function ours(dynamo: DynamoDBClient, table: string, clock: () => number): LockLibrary['client'] {
  return (leaseMillis) => {
    const records = dynamoStageRecords(dynamoTable(dynamo, table), HOME);
    return {
      acquire: async (id) => {
        const now = clock();
        const holder = randomUUID();
        const request = { purpose: 'command', holder, now, leaseUntil: now + leaseMillis } as const;
        const acquired = await records.acquire({ pipeline: id, stage: 'Prod' }, request);
        if (acquired.kind !== 'held') return undefined;
        const { lock, mail } = acquired;
        return { release: async () => void (await records.release(lock, mail.count)) };
      },
    };
  };
}

function deliveryHero(documents: DynamoDBDocument): LockLibrary['client'] {
  return (leaseDurationInMs) => {
    const locks = dynamoDBLockClientFactory(documents, { tableName: LOCK_TABLE });
    return {
      acquire: async (id) => {
        try {
          const lock = await locks.lock('bench', id, {
            leaseDurationInMs,
            prolongLeaseEnabled: false,
            trustLocalTime: true,
            waitDurationInMs: 0,
            maxRetryCount: 0,
          });
          return { release: () => locks.releaseLock(lock) };
        } catch (error) {
          if (error instanceof LockNotGrantedError) return undefined;
          throw error;
        }
      },
    };
  };
}

function failOpen(documents: DynamoDBDocument): LockLibrary['client'] {
  return (leaseDurationMs) => {
    const locks = new lockClient.FailOpen({
      dynamodb: callbacks(documents),
      lockTable: CLIENT_LOCK_TABLE,
      partitionKey: 'id',
      leaseDurationMs,
      trustLocalTime: true,
      retryCount: 0,
    });
    return {
      acquire: (id) =>
        new Promise((resolve, reject) => {
          locks.acquireLock(id, (error, lock) => {
            if (error && 'code' in error && error.code === 'FailedToAcquireLock') return resolve(undefined);
            if (error) return reject(error);
            resolve({
              release: () =>
                new Promise((released, failed) => {
                  lock.release((problem) => (problem ? failed(problem) : released()));
                }),
            });
          });
        }),
    };
  };
}

/** The library was written for SDK 2: callbacks, and the error's name in `code`. */
function callbacks(documents: DynamoDBDocument) {
  const called =
    (call: (input: never) => Promise<unknown>) =>
    (input: object, done: (error: Error | undefined, answer: unknown) => void): void => {
      call(input as never).then(
        (answer) => done(undefined, answer),
        (error: Error) => done(Object.assign(error, { code: error.name }), undefined),
      );
    };
  return {
    get: called((input) => documents.get(input)),
    put: called((input) => documents.put(input)),
    delete: called((input) => documents.delete(input)),
  };
}
