import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, expect, test } from 'vitest';
import { dynamoGuards } from '../../lambda/aws/guard-items.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { arnOf } from '../support/home.ts';
import { type LocalServices, startLocalServices, TABLE } from '../support/local-services.ts';
import { plantGuard } from '../support/plant-guard.ts';
import { MemoryGuards } from '../support/ports/memory-guards.ts';
import { defineGuardsContract } from './guards-contract.ts';

const started: LocalServices[] = [];
afterEach(async () => {
  for (const services of started.splice(0)) await services.stop();
});

async function inTable() {
  const services = await startLocalServices();
  started.push(services);
  const { clients, clock } = services;
  return { ...services, guards: dynamoGuards(dynamoTable(clients.dynamo, TABLE), () => clock.now()) };
}

defineGuardsContract('in the table', async () => (await inTable()).guards);
defineGuardsContract('in memory', async () => new MemoryGuards());

test('a guard that somebody has edited in the table is unusable, and says what is wrong with it', async () => {
  const { guards, clients } = await inTable();
  const key = { pipeline: 'shop', stage: 'Prod' };
  await plantGuard(guards, GuardPolicy.parse({ ...key, alarms: [arnOf('errors')] }));
  await clients.dynamo.send(
    new UpdateItemCommand({
      TableName: TABLE,
      Key: marshall({ pk: 'shop/Prod', sk: 'record' }),
      UpdateExpression: 'SET guard.#mode = :mode',
      ExpressionAttributeNames: { '#mode': 'mode' },
      ExpressionAttributeValues: marshall({ ':mode': 'sometimes' }),
    }),
  );
  expect(await guards.of(key)).toEqual({ kind: 'unusable', problem: expect.stringContaining('mode') });
});

test('the guard of another stage is none of this one, wherever it lies', async () => {
  const { guards, clients } = await inTable();
  const guard = GuardPolicy.parse({ pipeline: 'shop', stage: 'Staging', alarms: [arnOf('errors')] });
  const Item = marshall({ pk: 'shop/Prod', sk: 'record', guard });
  await clients.dynamo.send(new PutItemCommand({ TableName: TABLE, Item }));
  const found = await guards.of({ pipeline: 'shop', stage: 'Prod' });
  expect(found).toEqual({ kind: 'unusable', problem: 'it is the guard of shop/Staging' });
});

test('what names no stage is in no list and leads nowhere, whoever wrote it', async () => {
  const { guards, clients } = await inTable();
  const names = ['shop/Prod/x', 'shop', 'a b/Prod', '__proto__/Prod'];
  const items = [
    ...names.map((sk) => ({ pk: 'guards', sk, claims: 'mine' })),
    { pk: arnOf('errors'), sk: 'guards', stages: new Set(names) },
    { pk: arnOf('latency'), sk: 'guards', stages: names },
  ];
  for (const item of items) {
    await clients.dynamo.send(new PutItemCommand({ TableName: TABLE, Item: marshall(item) }));
  }
  const named = [{ pipeline: '__proto__', stage: 'Prod' }];
  expect(await guards.stages()).toEqual(named);
  expect(await guards.ofAlarm(arnOf('errors'))).toEqual(named);
  expect(await guards.ofAlarm(arnOf('latency'))).toEqual([]);
  await expect(guards.claims({ pipeline: '__proto__', stage: 'Prod' })).rejects.toThrow('they cannot be used');
});

test('what a warm function remembers of an alarm is what it led to last', async () => {
  const { guards } = await inTable();
  const key = { pipeline: 'shop', stage: 'Prod' };
  expect(guards.remembered(arnOf('errors'))).toEqual([]);
  await guards.index(key, { added: [arnOf('errors')], removed: [] });
  expect(guards.remembered(arnOf('errors'))).toEqual([]);
  await guards.ofAlarm(arnOf('errors'));
  expect(guards.remembered(arnOf('errors'))).toEqual([key]);
  await guards.index(key, { added: [], removed: [arnOf('errors')] });
  await guards.ofAlarm(arnOf('errors'));
  expect(guards.remembered(arnOf('errors'))).toEqual([]);
});
