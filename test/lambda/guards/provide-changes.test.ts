import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arnOf } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { batch, guard, SHOP, stacksIn } from '../../support/stacks-that-guard.ts';

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

  test('that changes the alarms leads from the new ones only', async () => {
    const { ports, create, update } = account('shop');
    const [before, after] = [guard(), guard({ alarms: ['latency'] })];
    const { PhysicalResourceId: id } = await create(before);
    await update(id, before, after);
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([]);
    expect(await ports.guards.ofAlarm(arnOf('latency'))).toEqual([SHOP]);
  });
});

describe('more resources of a stack than a stage has room for', () => {
  test('are refused, with those that guard it: what was declared before stays, and is in force again where the others go', async () => {
    const { create, remove, policy } = account('shop');
    const made = [];
    for (const name of ['A', 'B', 'C', 'D']) {
      made.push(await create(guard({ bakeMinutes: '10' }), { LogicalResourceId: name }));
    }
    const fifth = await create(guard({ bakeMinutes: '50' }), { LogicalResourceId: 'E' });
    expect(fifth).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('(D, C, B, A)') });
    await remove(fifth.PhysicalResourceId, guard(), { LogicalResourceId: 'E' });
    for (const { PhysicalResourceId: id, LogicalResourceId } of made.slice(1)) {
      await remove(id, guard(), { LogicalResourceId });
    }
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
  });
});
