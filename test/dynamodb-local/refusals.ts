import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoStageRecords } from '../../lambda/aws/stage-records.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { NO_MAIL } from '../../lambda/stage/mailbox.ts';
import type { LockPurpose, LockRequest } from '../../lambda/stage/stage-lock.ts';
import { type DynamoDbUnderTest, sendingThrough } from '../contracts/dynamodb-under-test.ts';
import { guardedRecords } from '../contracts/guarded-records.ts';
import { winnersOf } from '../contracts/lock-race.ts';
import { HOME } from '../support/home.ts';

const NOW = Date.UTC(2026, 0, 10, 9, 30);
const LEASE = 40_000;
const HELD_BY_FIRST = { kind: 'leased', lease: { fence: 1, until: NOW + LEASE, mail: NO_MAIL } };

function request(purpose: LockPurpose, holder: string): LockRequest {
  return { purpose, holder, now: NOW, leaseUntil: NOW + LEASE };
}

/**
 * What a refused lock costs where the refusal carries the item that refused it (`ReturnValuesOnConditionCheckFailure`).
 * dynalite ignores that parameter, so it cannot show this.
 */
export function defineRefusals(name: string, under: () => DynamoDbUnderTest): void {
  describe(`refusals ${name}`, () => {
    /** Takes a lock that the first holder has, and tells which calls that took. */
    async function refusal(key: StageKey, purpose: LockPurpose, client: DynamoDBClient, holder = 'second') {
      await dynamoStageRecords(dynamoTable(under().client, under().table), HOME).acquire(
        key,
        request('command', 'first'),
      );
      const { calls, counted } = counting(client);
      const acquired = await dynamoStageRecords(dynamoTable(counted, under().table), HOME).acquire(
        key,
        request(purpose, holder),
      );
      return { acquired, calls };
    }

    it.each(['alarm', 'stage', 'watch', 'command'] as const)('take a loser with %s one call', async (purpose) => {
      const { acquired, calls } = await refusal(
        { pipeline: 'shop', stage: `Refused-${purpose}` },
        purpose,
        under().client,
      );
      expect(acquired).toEqual(HELD_BY_FIRST);
      expect(calls).toEqual(['UpdateItemCommand']);
    });

    it('leave a race of 50 claimants and 10 rounds with one call for each claim', async () => {
      const { calls, counted } = counting(under().client);
      const key = { pipeline: 'shop', stage: 'Raced' };
      expect(await winnersOf(guardedRecords(under(), counted), key)).toEqual(Array(10).fill(1));
      expect(calls).toEqual(Array(500).fill('UpdateItemCommand'));
    });

    it('take the holder, whose first answer was lost, one call as well', async () => {
      const { acquired, calls } = await refusal(
        { pipeline: 'shop', stage: 'Again' },
        'command',
        under().client,
        'first',
      );
      expect(acquired).toMatchObject({ kind: 'held', lock: { fence: 1 } });
      expect(calls).toEqual(['UpdateItemCommand']);
    });

    it('take two calls when the item is not asked for: the count can fail', async () => {
      const { client } = under();
      const silent = sendingThrough(client, (command, pass) => {
        if (!(command instanceof UpdateItemCommand)) return pass(command);
        const { ReturnValuesOnConditionCheckFailure: _, ...input } = command.input;
        return pass(new UpdateItemCommand(input));
      });
      const { acquired, calls } = await refusal({ pipeline: 'shop', stage: 'Silent' }, 'alarm', silent);
      expect(acquired).toEqual(HELD_BY_FIRST);
      expect(calls).toEqual(['UpdateItemCommand', 'GetItemCommand']);
    });

    it('take two calls where there is no item to return: a watch of a stage that nothing is known of', async () => {
      const key = { pipeline: 'shop', stage: 'Unknown' };
      const { calls, counted } = counting(under().client);
      const acquired = await dynamoStageRecords(dynamoTable(counted, under().table), HOME).acquire(
        key,
        request('watch', 'second'),
      );
      expect(acquired).toEqual({ kind: 'nothing-due' });
      expect(calls).toEqual(['UpdateItemCommand', 'GetItemCommand']);
    });
  });
}

/** The same client, and the commands that went through it, by name. */
function counting(client: DynamoDBClient) {
  const calls: string[] = [];
  const counted = sendingThrough(client, (command, pass) => {
    calls.push(command.constructor.name);
    return pass(command);
  });
  return { calls, counted };
}
