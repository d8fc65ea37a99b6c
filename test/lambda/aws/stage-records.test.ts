import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_STATE, type StageState } from '../../../lambda/decision/state.ts';
import type { LockPurpose, LockRequest, StageRecords } from '../../../lambda/stage/stage-lock.ts';
import { guardedRecords } from '../../contracts/guarded-records.ts';
import { aRollingBack, aState } from '../../support/builders/incidents.ts';
import { type LocalServices, START, startLocalServices, TABLE } from '../../support/local-services.ts';

const LEASE = 40_000;

let services: LocalServices;
let records: StageRecords;
beforeAll(async () => {
  services = await startLocalServices();
  records = guardedRecords({ client: services.clients.dynamo, table: TABLE });
});
afterEach(() => services.faults.clear());
afterAll(() => services.stop());

function request(purpose: LockPurpose, holder: string): LockRequest {
  return { purpose, holder, now: START, leaseUntil: START + LEASE };
}

/** The lock is refused to a second invocation, and let go by the first before the second has read why. */
async function refusedAndEndedMeanwhile(purpose: LockPurpose, stage: string, left: StageState) {
  const key = { pipeline: 'shop', stage };
  const first = await records.acquire(key, request('stage', 'first'));
  if (first.kind !== 'held') throw new Error('the stage is fresh');
  services.faults.add({
    operation: 'GetItem',
    calls: 1,
    before: async () => void (await records.release(first.lock, 0, left)),
  });
  return records.acquire(key, request(purpose, 'second'));
}

describe('a lock that is let go between its refusal and the look at why', () => {
  const ended = { kind: 'leased', lease: expect.objectContaining({ until: START }) };

  it.each(['alarm', 'stage', 'command'] as const)('counts as held to %s, so that it comes again', async (purpose) => {
    expect(await refusedAndEndedMeanwhile(purpose, purpose, EMPTY_STATE)).toEqual(ended);
  });

  it.each(['stage', 'command'] as const)(
    'counts as held to %s also where it leaves a rollback to be followed',
    async (purpose) => {
      const followed = aState({ incident: aRollingBack() });
      expect(await refusedAndEndedMeanwhile(purpose, `followed-${purpose}`, followed)).toEqual(ended);
    },
  );

  it('counts as held to a watch that is due', async () => {
    expect(await refusedAndEndedMeanwhile('watch', 'Due', { ...EMPTY_STATE, wakeAt: START })).toEqual(ended);
  });

  it('is nothing to a watch that is not due', async () => {
    const left = { ...EMPTY_STATE, wakeAt: START + LEASE };
    expect(await refusedAndEndedMeanwhile('watch', 'Later', left)).toEqual({ kind: 'nothing-due' });
    expect(await refusedAndEndedMeanwhile('watch', 'Never', EMPTY_STATE)).toEqual({ kind: 'nothing-due' });
  });
});

it('a pause of the controller that cannot be read is a pause', async () => {
  const Item = { pk: { S: 'controller' }, sk: { S: 'pause' }, by: { N: '7' } };
  await services.clients.dynamo.send(new PutItemCommand({ TableName: TABLE, Item }));
  expect(await records.globalPause()).toMatchObject({ by: expect.stringContaining('cannot be read') });
  await records.setGlobalPause(undefined);
});
