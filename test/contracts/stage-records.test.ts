import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Acquisition } from '../../lambda/stage/stage-lock.ts';
import { type LocalServices, startLocalServices, TABLE } from '../support/local-services.ts';
import { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import { guardOf } from './guarded-records.ts';
import { winnersOf } from './lock-race.ts';
import { defineMailboxContract } from './mailbox-contract.ts';
import { raceForTheBox } from './mailbox-race.ts';
import { defineStageLockContract } from './stage-lock-contract.ts';
import { defineStageRecordsContract } from './stage-records-contract.ts';
import { defineStageRecordsInDynamoDb } from './stage-records-in-dynamodb.ts';
import type { StageRecordsUnderTest } from './stage-records-under-test.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineStageRecordsInDynamoDb('in DynamoDB', () => ({ client: services.clients.dynamo, table: TABLE }));

const memory = new MemoryStageRecords({ guardOf });
defineMailboxContract('in memory', () => memory);
defineStageLockContract('in memory', () => inMemory(memory));
defineStageRecordsContract('in memory', () => inMemory(memory));

const shared = new MemoryStageRecords({ shares: true, guardOf });
defineStageLockContract('in memory, as they are', () => inMemory(shared));
defineStageRecordsContract('in memory, as they are', () => inMemory(shared));

function inMemory(records: MemoryStageRecords): StageRecordsUnderTest {
  const plant: StageRecordsUnderTest['plant'] = async (key, schema, stored) =>
    records.put(key, { fence: 0, schema, memory: JSON.stringify(stored) });
  return { records, plant };
}

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
