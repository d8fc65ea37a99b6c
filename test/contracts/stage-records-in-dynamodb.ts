import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { EMPTY_STATE } from '../../lambda/decision/state.ts';
import { ROOM } from '../../lambda/stage/mailbox.ts';
import { STATE_FORM } from '../../lambda/stage/state-form.ts';
import { type DynamoDbUnderTest, plantItem, sendingThrough } from './dynamodb-under-test.ts';
import { guardedRecords } from './guarded-records.ts';
import { aLetterOf } from './letters.ts';
import { winnersOf } from './lock-race.ts';
import { freshKey, LEASE, NOW, request } from './lock-requests.ts';
import { defineMailboxContract } from './mailbox-contract.ts';
import { defineStageLockContract } from './stage-lock-contract.ts';
import { defineStageRecordsContract } from './stage-records-contract.ts';
import type { StageRecordsUnderTest } from './stage-records-under-test.ts';

/** The contract of the stage records on an engine of DynamoDB, and that its race can fail there. */
export function defineStageRecordsInDynamoDb(name: string, under: () => DynamoDbUnderTest): void {
  const stored = (): StageRecordsUnderTest => ({
    records: guardedRecords(under()),
    plant: (key, schema, memory) => plantItem(under(), key, { sk: 'record', schema, memory }),
  });
  defineStageLockContract(name, stored);
  defineStageRecordsContract(name, stored);

  defineMailboxContract(name, () => guardedRecords(under()));

  it.each(SPOILED)(
    `a record whose %s cannot be used is unreadable to every trigger ${name}`,
    async (_, item, problem) => {
      const records = guardedRecords(under());
      for (const purpose of ['alarm', 'stage', 'command', 'watch'] as const) {
        const key = freshKey();
        await plantItem(under(), key, { sk: 'record', schema: STATE_FORM, memory: EMPTY_STATE, ...item });
        const acquired = await records.acquire(key, request(purpose, 'second'));
        expect(acquired).toMatchObject({ kind: 'unreadable', problem: expect.stringMatching(problem) });
      }
    },
  );

  it.each([
    ['that is not there, as with a holder of the first edition,', {}],
    ['that somebody has filled by hand', { mail: Object.fromEntries(FULL_OF_NONSENSE), mailed: 3 }],
  ])(`with a mailbox %s a letter fails, and is tried again ${name}`, async (_, box) => {
    const records = guardedRecords(under());
    const key = freshKey();
    const lease = { fence: 4, leaseUntil: NOW + LEASE, holder: 'before' };
    await plantItem(under(), key, { sk: 'record', ...lease, ...box });
    const busy = await records.acquire(key, request('alarm', 'second'));
    if (busy.kind !== 'leased') throw new Error(`the stage is not busy: ${busy.kind}`);
    await expect(records.leave(key, busy.lease, aLetterOf('errors'), NOW)).rejects.toThrow(
      /the mailbox of .* cannot be used/,
    );
    expect(await records.acquire(key, request('alarm', 'second', NOW + LEASE))).toMatchObject({ kind: 'held' });
  });

  it(`an alarm is not taken for answered by an incident that cannot be understood ${name}`, async () => {
    const records = guardedRecords(under());
    const key = freshKey();
    const incident = {
      incidentId: 'i',
      incidentPhase: 'verifying',
      incidentSince: NOW,
      incidentCause: 'c',
      wakeAt: NOW,
    };
    await plantItem(under(), key, { sk: 'record', schema: 4, memory: { of: 'a newer schema' }, ...incident });
    expect(await records.acquire(key, request('alarm', 'second'))).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringMatching(/schema is 4/),
    });
  });

  it(`the race has more than one winner ${name} when the condition is taken away: it can fail`, async () => {
    const records = guardedRecords(under(), withoutConditions(under().client));
    const winners = await winnersOf(records, { pipeline: 'shop', stage: 'careless' });
    expect(Math.min(...winners)).toBeGreaterThan(1);
  });
}

const FULL_OF_NONSENSE = Array.from({ length: ROOM }, (_, index) => [`letter-${index}`, 'nonsense']);

/** Attributes of the lock, edited by hand. */
const SPOILED: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['fence is a text', { fence: 'one', wakeAt: NOW }, /fence is "one", not a number/],
  ['count of letters is a text', { mailed: 'none', wakeAt: NOW }, /mailed is "none", not a number/],
  ['lease is a text', { leaseUntil: '2026-01-10', wakeAt: NOW }, /leaseUntil is "2026-01-10", not a number/],
  ['lease lasts for ever', { leaseUntil: 9e15, wakeAt: NOW }, /leaseUntil is 9000000000000000, further off than/],
];

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
