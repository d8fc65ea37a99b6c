import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arnOf } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { MemorySetAside } from '../../support/ports/memory-set-aside.ts';
import { invoke } from '../../support/service-ports.ts';
import { guard, SHOP, STACK, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

const account = (...pipelines: readonly string[]) => stacksIn(services, ...pipelines);

describe('a guard that is deleted', () => {
  test('leaves nothing, and people are told', async () => {
    const { ports, recorder, create, remove } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    expect(await remove(id, guard())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await ports.guards.of(SHOP)).toEqual({ kind: 'missing' });
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([]);
    expect(await ports.guards.stages()).toEqual([]);
    expect(recorder.announced.map(({ entry }) => [entry.code, entry.cause])).toEqual([['unguarded', 'stack Team']]);
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
    const requestPayload = {
      RequestType: 'Delete',
      RequestId: 'last',
      ResponseURL: 'https://cloudformation.example/over',
      StackId: STACK,
      LogicalResourceId: 'Guard',
      PhysicalResourceId: id,
      ResourceProperties: guard(),
    };
    const setAside = {
      ...ports.setAside,
      events: new MemorySetAside(JSON.stringify({ requestContext: {}, requestPayload })),
    };
    const answer = await invoke({ ...ports, setAside }, { action: 'redrive', by: 'alice' });
    expect(answer).toMatchObject({ reason: '0 watch messages and 1 failed event were brought back' });
    expect(await policy()).toBeUndefined();
  });
});
