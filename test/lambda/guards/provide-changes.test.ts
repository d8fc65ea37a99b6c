import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDeclarations } from '../../../lambda/guards/declarations.ts';
import { arnOf, HOME } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { guard, OTHER, SHOP, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

const account = (...pipelines: readonly string[]) => stacksIn(services, ...pipelines);

describe('a request that comes again', () => {
  test('changes nothing, and gets the same answer', async () => {
    const { ports, create, update, policy } = account('shop');
    const first = await create(guard({ bakeMinutes: '10' }), { RequestId: 'one' });
    const changed = await update(first.PhysicalResourceId, guard({ bakeMinutes: '10' }), guard({ bakeMinutes: '20' }));
    const again = await create(guard({ bakeMinutes: '10' }), { RequestId: 'one' });
    expect([changed.PhysicalResourceId, again.PhysicalResourceId]).toEqual(Array(2).fill(first.PhysicalResourceId));
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    expect((await ports.guards.claims(SHOP)).claims.all).toHaveLength(1);
  });

  test('so late that its resource is gone brings nothing back', async () => {
    const { create, remove, policy } = account('shop');
    const made = await create(guard(), { RequestId: 'one' });
    await remove(made.PhysicalResourceId, guard());
    await create(guard(), { RequestId: 'one' });
    expect(await policy()).toBeUndefined();
  });

  test('for the first time after its resource was deleted makes nothing', async () => {
    const { create, remove, policy } = account('shop');
    await remove('guard/one', guard());
    await create(guard(), { RequestId: 'one' });
    expect(await policy()).toBeUndefined();
  });
});

describe('a replacement', () => {
  test('takes over within its stack, and either may be deleted: the other policy is in force', async () => {
    const { create, remove, policy } = account('shop');
    const old = await create(guard({ bakeMinutes: '10' }), { LogicalResourceId: 'Old' });
    const renamed = await create(guard({ bakeMinutes: '20' }), { LogicalResourceId: 'New' });
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    await remove(renamed.PhysicalResourceId, guard({ bakeMinutes: '20' }), { LogicalResourceId: 'New' });
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
    const again = await create(guard({ bakeMinutes: '20' }), { LogicalResourceId: 'New' });
    await remove(old.PhysicalResourceId, guard({ bakeMinutes: '10' }), { LogicalResourceId: 'Old' });
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    await remove(again.PhysicalResourceId, guard(), { LogicalResourceId: 'New' });
    expect(await policy()).toBeUndefined();
  });

  test('by another stage answers another id, and comes back to the first when the stack rolls back', async () => {
    const { create, update, remove, policy } = account('shop', 'other');
    const [here, there] = [guard(), guard({ pipeline: 'other', alarms: ['other'] })];
    const made = await create(here);
    const moved = await update(made.PhysicalResourceId, here, there);
    expect(moved.PhysicalResourceId).not.toBe(made.PhysicalResourceId);
    const back = await update(moved.PhysicalResourceId, there, here);
    expect(back.PhysicalResourceId).toBe(made.PhysicalResourceId);
    await remove(moved.PhysicalResourceId, there);
    expect(await policy()).toBeDefined();
    expect(await policy({ pipeline: 'other', stage: 'Prod' })).toBeUndefined();
  });

  test('that failed leaves nothing: the resource keeps its id, and goes with it', async () => {
    const { create, update, remove, policy } = account('shop');
    const [here, nowhere] = [guard(), guard({ stage: 'Production' })];
    const { PhysicalResourceId: id } = await create(here);
    expect(await update(id, here, nowhere)).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    expect(await update(id, nowhere, here)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    await remove(id, here);
    expect(await policy()).toBeUndefined();
  });

  test('that failed half-way is taken back with what it had begun to guard', async () => {
    const { ports, create, update } = account('shop', 'other', 'last');
    const batch = (...names: string[]) => ({
      guards: names.map((pipeline) => ({ pipeline, stage: 'Prod', alarms: [pipeline] })),
    });
    const { PhysicalResourceId: id } = await create(batch('shop'));
    const heal = services.faults.add({
      where: ({ operation, input }) => operation === 'PutItem' && JSON.stringify(input).includes('last/Prod'),
      fault: { kind: 'error', name: 'ResourceNotFoundException', message: 'gone', httpStatus: 400 },
    });
    const failed = await update(id, batch('shop'), batch('other', 'last'));
    expect(failed).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    heal();
    expect(await update(id, batch('other', 'last'), batch('shop'))).toMatchObject({ PhysicalResourceId: id });
    expect(await ports.guards.stages()).toEqual([SHOP]);
    expect(await ports.guards.ofAlarm(arnOf('other'))).toEqual([]);
  });

  test('back to what was declared before does not fail, though its pipeline is gone', async () => {
    const { create, update, policy } = account('shop');
    const [before, after] = [guard({ bakeMinutes: '10' }), guard({ bakeMinutes: '20' })];
    const { PhysicalResourceId: id } = await create(before);
    await update(id, before, after);
    const heal = services.faults.add({
      operation: 'GetPipeline',
      fault: { kind: 'error', name: 'PipelineNotFoundException', message: 'gone', httpStatus: 400 },
    });
    expect(await update(id, after, before)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    heal();
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
  });

  describe('back to what an earlier version took and this one cannot read', () => {
    /** As an earlier version would have left it: its claim carries the fingerprint of properties that this one refuses. */
    const outdated = guard({ bakeMinutes: '10', cooldown: '5' });
    async function takenBefore() {
      const asked = account('shop');
      const { ports } = asked;
      const { PhysicalResourceId: id } = await asked.create(guard({ bakeMinutes: '10' }));
      const { claims, version } = await ports.guards.claims(SHOP);
      const { ServiceToken: _, ...properties } = outdated;
      const [{ fingerprint = '' } = {}] = readDeclarations(properties, HOME).unreadable;
      await ports.guards.write(SHOP, version, {
        ...claims,
        all: claims.all.map((claim) => ({ ...claim, fingerprint })),
      });
      return { ...asked, id };
    }

    test('does not fail: a warning names it, and the guard of then is in force', async () => {
      const { id, update, policy } = await takenBefore();
      const newer = guard({ bakeMinutes: '20' });
      expect(await update(id, outdated, newer)).toMatchObject({ Status: 'SUCCESS' });
      expect(await policy()).toMatchObject({ bakeMinutes: 20 });
      expect(await update(id, newer, outdated)).toMatchObject({
        Status: 'SUCCESS',
        PhysicalResourceId: id,
        Data: {
          Warnings: expect.stringMatching(/^guard shop\/Prod: .*cooldown.*; it was taken before, so the guard stays$/),
        },
      });
      expect(await policy()).toMatchObject({ bakeMinutes: 10 });
    });

    test('does not fail either where the update had been refused', async () => {
      const { id, update, policy } = await takenBefore();
      const wrong = guard({ stage: 'Production' });
      expect(await update(id, outdated, wrong)).toMatchObject({ Status: 'FAILED' });
      expect(await update(id, wrong, outdated)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
      expect(await policy()).toMatchObject({ bakeMinutes: 10 });
    });

    test('leaves what is in force, where the guard of then cannot be used either', async () => {
      const { ports, id, update, policy } = await takenBefore();
      const { claims, version } = await ports.guards.claims(SHOP);
      const all = claims.all.map((claim) => ({ ...claim, policy: { ...claim.policy, cooldown: 5 } }));
      await ports.guards.write(SHOP, version, { ...claims, all });
      const newer = guard({ bakeMinutes: '20' });
      await update(id, outdated, newer);
      expect(await update(id, newer, outdated)).toMatchObject({ Status: 'SUCCESS' });
      expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    });

    test('is refused where another resource, or another stack, asks for it, and as news', async () => {
      const { id, update, create } = await takenBefore();
      const newer = guard({ bakeMinutes: '20' });
      const refused = { Status: 'FAILED', Reason: expect.stringContaining('cooldown') };
      expect(await update(id, newer, outdated, { LogicalResourceId: 'Another' })).toMatchObject(refused);
      expect(await update(id, newer, outdated, { StackId: OTHER })).toMatchObject(refused);
      expect(await update(id, newer, { ...outdated, cooldown: '6' })).toMatchObject(refused);
      expect(await create(outdated)).toMatchObject(refused);
    });
  });

  test('that changes the alarms leads from the new ones only', async () => {
    const { ports, create, update } = account('shop');
    const [before, after] = [guard(), guard({ alarms: ['latency'] })];
    const { PhysicalResourceId: id } = await create(before);
    await update(id, before, after);
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([]);
    expect(await ports.guards.ofAlarm(arnOf('latency'))).toEqual([SHOP]);
  });
});

describe('a guard that moves from one list to another', () => {
  const batch = (...names: string[]) => ({
    guards: names.map((name) => ({ pipeline: name, stage: 'Prod', alarms: [name] })),
  });
  const two = { pipeline: 'two', stage: 'Prod' };
  const [of, from, to] = ['First', 'First', 'Second'].map((LogicalResourceId) => ({ LogicalResourceId }));

  test.each(['the one that takes it', 'the one that gives it up'])('is kept, whichever is first: %s', async (first) => {
    const { ports, create, update, remove, policy } = account('one', 'two', 'three');
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
    const { create, update, remove, policy } = account('one', 'two', 'three');
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
  const { ports, create, update, remove } = account('one', 'two', 'three');
  const batch = (...names: string[]) => ({
    ServiceToken: 'arn',
    guards: names.map((name) => ({ pipeline: name, stage: 'Prod', alarms: [name] })),
  });
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
