import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freezeReason } from '../../../lambda/decision/freeze.ts';
import { arnOf } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { MemorySetAside } from '../../support/ports/memory-set-aside.ts';
import { remember } from '../../support/remember.ts';
import { invoke } from '../../support/service-ports.ts';
import { guard, SHOP, STACK, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

const account = (...pipelines: readonly string[]) => stacksIn(services, ...pipelines);

describe('a guard that is deleted', () => {
  test('by another request once more is told once', async () => {
    const { ports, recorder, create, remove } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    await ports.sleep(60_000);
    await remove(id, guard(), { RequestId: 'first' });
    await ports.sleep(60_000);
    expect(await remove(id, guard(), { RequestId: 'second' })).toMatchObject({ Status: 'SUCCESS' });
    expect(recorder.announced.map(({ entry }) => entry.code)).toEqual(['unguarded']);
  });

  test('leaves nothing, and people are told', async () => {
    const { ports, recorder, create, remove } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    expect(await remove(id, guard())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await ports.guards.of(SHOP)).toEqual({ kind: 'missing' });
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([]);
    expect(await ports.guards.stages()).toEqual([]);
    expect(recorder.announced.map(({ entry }) => [entry.code, entry.cause])).toEqual([['unguarded', 'stack Team']]);
  });

  test('goes whatever else of its properties cannot be read', async () => {
    const { create, remove, policy } = account('shop');
    const { PhysicalResourceId: id } = await create({ guards: [{ ...SHOP, alarms: ['shop'] }] });
    const outdated = {
      guards: [{ ...SHOP, alarms: 'shop', cooldown: 5 }, 'nothing', { pipeline: 'no stage' }],
      since: 1,
    };
    expect(await remove(id, outdated)).toMatchObject({ Status: 'SUCCESS' });
    expect(await policy()).toBeUndefined();
  });

  test('waits for whoever has the stage: it may be rolled back by the guard still, and be frozen', async () => {
    const { ports, recorder, create, remove } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    const now = ports.clock();
    const request = { purpose: 'alarm', holder: 'an alarm', now, leaseUntil: now + 2_000 } as const;
    const acquired = await ports.records.acquire(SHOP, request);
    if (acquired.kind !== 'held') throw new Error(`nobody had the stage before, got ${acquired.kind}`);
    const incident = '20260108-093000-bbbb';
    const reason = freezeReason(incident, 'b');
    let left = false;
    const sleep = async (millis: number) => {
      await ports.sleep(millis);
      if (left) return;
      left = true;
      await ports.pipelines.disableInbound(SHOP, reason);
      const freeze = { reason, incident, since: now, condition: 'made' } as const;
      await ports.records.release(acquired.lock, 0, { ...acquired.state, freeze });
    };
    await remove(id, guard(), {}, { ...ports, sleep });
    expect(left).toBe(true);
    expect(services.codePipeline.script.stage(SHOP).inbound).toMatchObject({ enabled: true });
    expect(recorder.announced.map(({ entry }) => entry.code)).toEqual(['released', 'unguarded']);
  });

  test('of a stage that somebody has for longer than an invocation runs is answered in time, and tried again by Lambda', async () => {
    const { ports, create, remove, lastAnswer, policy } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    const begun = ports.clock();
    const request = { purpose: 'alarm', holder: 'an alarm', now: begun, leaseUntil: begun + 40_000 } as const;
    await ports.records.acquire(SHOP, request);
    await expect(remove(id, guard())).rejects.toThrow(/shop\/Prod: .* busy|the time did not suffice/);
    expect(lastAnswer()).toMatchObject({ Status: 'SUCCESS', Data: { Warnings: expect.stringContaining('removed') } });
    // An invocation has 30 s, 8 of which are for the answer.
    expect(ports.clock() - begun).toBeLessThanOrEqual(22_000);
    expect(await policy()).toBeUndefined();
  });

  test('by an id that CloudFormation made up, where no answer came in time, goes all the same', async () => {
    const { create, remove, policy } = account('shop');
    await create(guard());
    await remove('Team-Guard-1X2Y3Z', guard());
    expect(await policy()).toBeUndefined();
  });

  test('never fails: what could not be done is a warning, is tried again by Lambda, and in the end by the command redrive', async () => {
    const { ports, create, remove, policy, lastAnswer } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    const heal = services.faults.add({
      operation: 'UpdateItem',
      fault: { kind: 'error', name: 'AccessDeniedException', message: 'no', httpStatus: 400 },
    });
    const failed = remove(id, guard(), { RequestId: 'last' });
    await expect(failed).rejects.toThrow('no');
    expect(lastAnswer()).toMatchObject({
      Status: 'SUCCESS',
      Data: { Warnings: expect.stringContaining('could not be removed') },
    });
    heal();
    expect(await policy()).toBeDefined();
    const using = { ...ports, setAside: { ...ports.setAside, events: failedDeletion(id) } };
    const left = {
      code: 'deletion-failed',
      what: expect.stringContaining('stack Team has deleted the guard of shop/Prod'),
    };
    expect(await invoke(using, { action: 'check', by: 'alice' })).toMatchObject({
      controller: { findings: [left] },
    });
    const answer = await invoke(using, { action: 'redrive', by: 'alice' });
    expect(answer).toMatchObject({ reason: '0 watch messages and 1 failed event were brought back' });
    expect(await policy()).toBeUndefined();
    expect(await invoke(using, { action: 'check', by: 'alice' })).not.toHaveProperty('controller');
  });

  test('half-way leaves the freeze, which a check names, also where nothing else is guarded', async () => {
    const { ports, create, remove } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    const incident = '20260108-093000-bbbb';
    const reason = freezeReason(incident, 'b');
    await ports.pipelines.disableInbound(SHOP, reason);
    await remember(services, 'shop', { freeze: { reason, incident, since: ports.clock(), condition: 'made' } });
    const heal = services.faults.add({
      operation: 'PutItem',
      fault: { kind: 'error', name: 'AccessDeniedException', message: 'no', httpStatus: 400 },
    });
    await expect(remove(id, guard(), { RequestId: 'last' })).rejects.toThrow('no');
    heal();
    const using = { ...ports, setAside: { ...ports.setAside, events: failedDeletion(id) } };
    const what = expect.stringContaining('it is gone, and this controller still keeps the stage frozen');
    expect(await invoke(using, { action: 'check', by: 'alice' })).toMatchObject({
      controller: { findings: [{ code: 'deletion-failed', what }] },
    });
    await invoke(using, { action: 'redrive', by: 'alice' });
    expect(await invoke(using, { action: 'check', by: 'alice' })).not.toHaveProperty('controller');
  });
});

/** What Lambda sets aside of a deletion that it has tried three times. */
function failedDeletion(PhysicalResourceId: string): MemorySetAside {
  const requestPayload = {
    RequestType: 'Delete',
    RequestId: 'last',
    ResponseURL: 'https://cloudformation.example/over',
    StackId: STACK,
    LogicalResourceId: 'Guard',
    PhysicalResourceId,
    ResourceProperties: guard(),
  };
  return new MemorySetAside(JSON.stringify({ requestContext: {}, requestPayload }));
}
