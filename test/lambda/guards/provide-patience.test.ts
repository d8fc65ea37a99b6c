import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault, FaultRule } from '../../../emulator/account/front-door/faults.ts';
import { arnOf } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { guard, SHOP, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

const account = (...pipelines: readonly string[]) => stacksIn(services, ...pipelines);

describe('what may work in a moment', () => {
  const refusedFor = (fault: Fault, operation: string, calls?: FaultRule['calls']) =>
    services.faults.add({ operation, fault, ...(calls !== undefined && { calls }) });

  test.each<[string, Fault, string]>([
    ['throttled', { kind: 'throttle' }, 'UpdateItem'],
    ['broken', { kind: 'error', name: 'InternalServerError', httpStatus: 500 }, 'PutItem'],
    ['unreadable', { kind: 'error', name: 'InternalServerError', httpStatus: 500 }, 'GetItem'],
  ])('a table that is %s for more than the SDK tries is tried again before anything fails', async (_, fault, call) => {
    const { ports, create } = account('shop');
    refusedFor(fault, call, { from: 1, to: 5 });
    expect(await create(guard())).toMatchObject({ Status: 'SUCCESS' });
    expect((await ports.guards.claims(SHOP)).claims.all).toHaveLength(1);
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([SHOP]);
    expect((services.queue?.messages ?? []).map(({ body }) => JSON.parse(body))).toEqual([
      expect.objectContaining({ ...SHOP, stageChanged: true }),
    ]);
  });

  test('and does not, fails the guard while there is time for the answer', async () => {
    const { create } = account('shop');
    refusedFor({ kind: 'throttle' }, 'UpdateItem');
    const begun = services.clock.now();
    expect(await create(guard())).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('ThrottlingException'),
    });
    expect(services.clock.now() - begun).toBeLessThan(22_000);
  });
});

describe('the permissions of a role that was just made', () => {
  const denied = {
    operation: 'GetPipeline',
    fault: { kind: 'error', name: 'AccessDeniedException', message: 'not yet', httpStatus: 400 },
  } as const;

  test('come after some seconds, which a guard waits for', async () => {
    const { create } = account('shop');
    services.faults.add({ ...denied, calls: 1 });
    expect(await create(guard())).toMatchObject({ Status: 'SUCCESS', Data: { Warnings: '' } });
  });

  test('that never come let a guard fail with what to do, within a quarter of a minute', async () => {
    const { create } = account('shop');
    services.faults.add(denied);
    const begun = services.clock.now();
    expect(await create(guard())).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('deploy the controller again, which grants it'),
    });
    expect(services.clock.now() - begun).toBeLessThan(15_000);
  });
});
