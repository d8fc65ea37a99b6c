import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Acquisition } from '../../lambda/stage/stage-lock.ts';
import { type LocalServices, startLocalServices, TABLE } from '../support/local-services.ts';
import { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import { guardOf } from './guarded-records.ts';
import { winnersOf } from './lock-race.ts';
import { defineMailboxContract } from './mailbox-contract.ts';
import { raceForTheBox } from './mailbox-race.ts';
import { defineStageRecordsContract } from './stage-records-contract.ts';
import { defineStageRecordsInDynamoDb } from './stage-records-in-dynamodb.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineStageRecordsInDynamoDb('in DynamoDB', () => ({ client: services.clients.dynamo, table: TABLE }));

const memory = new MemoryStageRecords({ guardOf });
defineMailboxContract('in memory', () => memory);
defineStageRecordsContract('in memory', () => ({
  records: memory,
  plant: async (key, schema, stored) => memory.put(key, { fence: 0, schema, memory: JSON.stringify(stored) }),
}));

const shared = new MemoryStageRecords({ shares: true, guardOf });
defineStageRecordsContract('in memory, as they are', () => ({
  records: shared,
  plant: async (key, schema, stored) => shared.put(key, { fence: 0, schema, memory: JSON.stringify(stored) }),
}));

it('the race has more than one winner in memory when the condition is taken away', async () => {
  class Careless extends MemoryStageRecords {
    protected override refusal(): Acquisition | undefined {
      return undefined;
    }
  }
  const winners = await winnersOf(new Careless({ guardOf }), { pipeline: 'shop', stage: 'Prod' });
  expect(Math.min(...winners)).toBeGreaterThan(1);
});

it('the race for the box loses letters in memory when the condition of leaving is taken away', async () => {
  class Careless extends MemoryStageRecords {
    protected override isRead(): boolean {
      return true;
    }
  }
  const { found, left } = await raceForTheBox(new Careless({ guardOf }), { pipeline: 'shop', stage: 'Prod' });
  expect(found).not.toEqual(left);
});
