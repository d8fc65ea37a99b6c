import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arnOf } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { batch, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

describe('a guard that moves from one list to another', () => {
  const two = { pipeline: 'two', stage: 'Prod' };
  const [of, from, to] = ['First', 'First', 'Second'].map((LogicalResourceId) => ({ LogicalResourceId }));

  test.each(['the one that takes it', 'the one that gives it up'])('is kept, whichever is first: %s', async (first) => {
    const { ports, create, update, remove, policy } = stacksIn(services, 'one', 'two', 'three');
    const giving = await create(batch('one', 'two'), of);
    const taking = await create(batch('three'), to);
    const take = () => update(taking.PhysicalResourceId, batch('three'), batch('three', 'two'), to);
    const give = () => update(giving.PhysicalResourceId, batch('one', 'two'), batch('one'), from);
    const order = first === 'the one that takes it' ? [take, give] : [give, take];
    const answers = [];
    for (const step of order) answers.push(await step());
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await policy(two)).toBeDefined();
    // What was given up is another resource to CloudFormation, which deletes the former one in the end.
    await remove(giving.PhysicalResourceId, batch('one', 'two'), from);
    expect(await policy(two)).toBeDefined();
    expect(await ports.guards.ofAlarm(arnOf('two'))).toEqual([two]);
    expect((await ports.guards.stages()).length).toBe(3);
  });

  test('stays with the one that had it where the deployment is taken back', async () => {
    const { create, update, remove, policy } = stacksIn(services, 'one', 'two', 'three');
    const giving = await create(batch('one', 'two'), of);
    const taking = await create(batch('three'), to);
    const taken = await update(taking.PhysicalResourceId, batch('three'), batch('three', 'two'), to);
    const given = await update(giving.PhysicalResourceId, batch('one', 'two'), batch('one'), from);
    const back = await update(given.PhysicalResourceId, batch('one'), batch('one', 'two'), from);
    expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: giving.PhysicalResourceId });
    await remove(given.PhysicalResourceId, batch('one'), from);
    const former = await update(taken.PhysicalResourceId, batch('three', 'two'), batch('three'), to);
    expect(former.Status).toBe('SUCCESS');
    await remove(taken.PhysicalResourceId, batch('three', 'two'), to);
    expect(await policy(two)).toBeDefined();
    expect(await policy({ pipeline: 'three', stage: 'Prod' })).toBeDefined();
  });
});

test('guards of a list are one resource: those that are given up go once the others are there', async () => {
  const { ports, create, update, remove } = stacksIn(services, 'one', 'two', 'three');
  const guarded = async () => (await ports.guards.stages()).map(({ pipeline }) => pipeline).toSorted();
  const made = await create(batch('one', 'two'));
  expect(made).toMatchObject({ Status: 'SUCCESS' });
  const grown = await update(made.PhysicalResourceId, batch('one', 'two'), batch('one', 'two', 'three'));
  expect(grown.PhysicalResourceId).toBe(made.PhysicalResourceId);
  const shrunk = await update(grown.PhysicalResourceId, batch('one', 'two', 'three'), batch('two', 'three'));
  expect(shrunk.PhysicalResourceId).not.toBe(made.PhysicalResourceId);
  expect(await guarded()).toEqual(['one', 'three', 'two']);
  await remove(grown.PhysicalResourceId, batch('one', 'two', 'three'));
  expect(await guarded()).toEqual(['three', 'two']);
  await remove(shrunk.PhysicalResourceId, batch('two', 'three'));
  expect(await guarded()).toEqual([]);
});
