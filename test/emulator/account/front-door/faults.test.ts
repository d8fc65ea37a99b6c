import {
  CodePipelineClient,
  ConflictException,
  GetPipelineStateCommand,
  RollbackStageCommand,
} from '@aws-sdk/client-codepipeline';
import { expect, test } from 'vitest';
import { clientOf, codepipeline, deployedFunction, NOW, openFrontDoor, operation, statement } from './account.ts';

const rollback = new RollbackStageCommand({
  pipelineName: 'shop',
  stageName: 'Prod',
  targetPipelineExecutionId: 'old',
});
const getState = new GetPipelineStateCommand({ name: 'shop' });

async function openAccount() {
  const done: string[] = [];
  const { door, principals } = await openFrontDoor([
    {
      ...codepipeline,
      operations: {
        RollbackStage: operation(() => {
          done.push('RollbackStage');
          return { pipelineExecutionId: String(done.length) };
        }),
        GetPipelineState: operation(() => ({ pipelineName: 'shop' })),
      },
    },
  ]);
  const processClient = (instance: string) => {
    const keys = principals.issue(deployedFunction(statement({})), instance);
    return new CodePipelineClient(
      clientOf(door, { accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY }),
    );
  };
  const outcomes = () => door.calls.calls.map(({ outcome, answered }) => [outcome, answered]);
  return { door, done, client: new CodePipelineClient(clientOf(door)), processClient, outcomes };
}

test('the n-th call of an operation fails with the error of a rule, and nothing happens', async () => {
  const { door, done, client, outcomes } = await openAccount();
  door.faults.add({ operation: 'RollbackStage', calls: 2, fault: { kind: 'error', name: 'ConflictException' } });

  await client.send(rollback);
  await client.send(getState);
  await expect(client.send(rollback)).rejects.toBeInstanceOf(ConflictException);
  await client.send(rollback);

  expect(done).toHaveLength(2);
  expect(outcomes()).toEqual([
    ['ok', true],
    ['ok', true],
    ['ConflictException', true],
    ['ok', true],
  ]);
});

test('an error has the status and message of its rule', async () => {
  const { door, client } = await openAccount();
  door.faults.add({ fault: { kind: 'error', name: 'ServiceUnavailable', message: 'later', httpStatus: 503 } });

  await expect(client.send(rollback)).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    message: 'later',
    $metadata: { httpStatusCode: 503 },
  });
});

test('the SDK retries what is throttled', async () => {
  const { door, done } = await openAccount();
  door.faults.add({
    service: 'codepipeline',
    calls: { from: 2, to: 3 },
    fault: { kind: 'throttle' },
  });
  const patient = new CodePipelineClient({ ...clientOf(door), maxAttempts: 3, retryStrategy: retryAtOnce(3) });

  await patient.send(getState);
  await patient.send(rollback);

  expect(door.calls.count({ operation: 'RollbackStage' })).toBe(3);
  expect(done).toHaveLength(1);
});

/** The SDK's retries, without the pauses. */
function retryAtOnce(attempts: number) {
  let left = attempts - 1;
  const token = { getRetryCount: () => attempts - 1 - left, getRetryDelay: () => 0 };
  return {
    acquireInitialRetryToken: async () => token,
    refreshRetryTokenForRetry: async () => {
      if (left-- <= 0) throw new Error('no attempts left');
      return token;
    },
    recordSuccess: () => undefined,
  };
}

test('a lost answer: it happened, but the caller cannot know', async () => {
  const { door, done, client, outcomes } = await openAccount();
  door.faults.add({ operation: 'RollbackStage', fault: { kind: 'lost-answer' } });

  await expect(client.send(rollback)).rejects.toMatchObject({ code: 'ECONNRESET' });

  expect(done).toHaveLength(1);
  expect(outcomes()).toEqual([['ok', false]]);
});

test('a call that is never delivered: it did not happen, and the caller cannot know', async () => {
  const { door, done, client, outcomes } = await openAccount();
  door.faults.add({ operation: 'RollbackStage', fault: { kind: 'never-delivered' } });

  await expect(client.send(rollback)).rejects.toMatchObject({ code: 'ECONNRESET' });

  expect(done).toEqual([]);
  expect(outcomes()).toEqual([['never-delivered', false]]);
});

test('latency passes account time before the operation, and adds up', async () => {
  const { door, client } = await openAccount();
  door.faults.add({ operation: 'RollbackStage', fault: { kind: 'latency', milliseconds: 3_600_000 } });
  door.faults.add({ calls: 1, fault: { kind: 'latency', milliseconds: 1_000 } });

  await client.send(rollback);
  await client.send(getState);

  expect(door.calls.calls.map(({ time }) => time)).toEqual([NOW, NOW + 3_601_000]);
});

test('hooks run before and after the operation, and the answer waits for them', async () => {
  const { door, done, client } = await openAccount();
  const seen: unknown[] = [];
  door.faults.add({
    operation: 'RollbackStage',
    before: async (call) => {
      await Promise.resolve();
      seen.push(['before', done.length, call.input]);
    },
    after: async (call) => {
      await Promise.resolve();
      seen.push(['after', done.length, call.sequence]);
    },
  });

  await client.send(rollback);

  expect(seen).toEqual([
    ['before', 0, rollback.input],
    ['after', 1, 1],
  ]);
});

test('rules and the log tell the processes of a function apart', async () => {
  const { door, processClient } = await openAccount();
  const [one, two] = [processClient('one'), processClient('two')];
  door.faults.add({ instance: 'two', fault: { kind: 'error', name: 'ConflictException' } });

  await one.send(rollback);
  await expect(two.send(rollback)).rejects.toBeInstanceOf(ConflictException);
  await one.send(getState);

  expect(door.calls.count({ functionName: 'rollback-controller' })).toBe(3);
  expect(door.calls.count({ instance: 'one', operation: 'RollbackStage' })).toBe(1);
  expect(door.calls.select({ instance: 'two' })).toMatchObject([{ outcome: 'ConflictException', time: NOW }]);
  expect(door.calls.count({ functionName: 'other' })).toBe(0);
});

test('a rule can look into the call, and can be removed', async () => {
  const { door, client } = await openAccount();
  const remove = door.faults.add({
    where: ({ input }) => input.pipelineName === 'shop',
    fault: { kind: 'error', name: 'ConflictException' },
  });

  await expect(client.send(rollback)).rejects.toBeInstanceOf(ConflictException);
  await client.send(getState);
  remove();
  await expect(client.send(rollback)).resolves.toMatchObject({ pipelineExecutionId: '1' });
});
