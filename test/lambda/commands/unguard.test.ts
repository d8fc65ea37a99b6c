import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freezeReason } from '../../../lambda/decision/freeze.ts';
import { arnOf } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { remember } from '../../support/remember.ts';
import { invoke } from '../../support/service-ports.ts';
import { guard, OTHER, SHOP, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

const account = () => stacksIn(services, 'shop');
const incident = '20260108-093000-bbbb';
const reason = freezeReason(incident, 'b');
const unguard = { action: 'unguard', ...SHOP, stack: 'Team', by: 'alice', reason: 'that stack is gone' };

describe('unguard', () => {
  test('ends the guard that a stack has left behind: another may guard the stage, the freeze is lifted, people are told', async () => {
    const { ports, recorder, create, policy } = account();
    await create(guard());
    await ports.pipelines.disableInbound(SHOP, reason);
    await remember(services, 'shop', { freeze: { reason, incident, since: ports.clock(), condition: 'made' } });
    const refused = await create(guard(), { StackId: OTHER });
    expect(refused).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('guarded by stack Team') });
    expect(await invoke(ports, unguard)).toMatchObject({
      decision: 'unguarded',
      reason: expect.stringContaining('any stack may guard the stage'),
    });
    expect(await policy()).toBeUndefined();
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([]);
    expect(services.codePipeline.script.stage(SHOP).inbound).toMatchObject({ enabled: true });
    expect(recorder.announced.map(({ entry }) => [entry.code, entry.cause])).toEqual([
      ['released', 'alice'],
      ['unguarded', 'alice'],
    ]);
    expect(recorder.announced[1]?.entry.sentence).toContain('(that stack is gone)');
    expect(await create(guard(), { StackId: OTHER })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('asked for twice is told once, and the next guard that goes is told again', async () => {
    const { ports, recorder, create } = account();
    const announced = () => recorder.announced.map(({ entry }) => entry.code);
    await create(guard());
    await ports.sleep(60_000);
    await invoke(ports, unguard);
    await ports.sleep(60_000);
    expect(await invoke(ports, unguard)).toMatchObject({ decision: 'unguarded' });
    expect(announced()).toEqual(['unguarded']);
    await create(guard());
    await ports.sleep(60_000);
    await invoke(ports, unguard);
    expect(announced()).toEqual(['unguarded', 'unguarded']);
  });

  test('names the stack that guards the stage, and ends no other guard than that of the one that is named', async () => {
    const { ports, recorder, create, policy } = account();
    await create(guard());
    expect(await invoke(ports, { ...unguard, stack: 'Other' })).toMatchObject({
      decision: 'refused',
      reason: expect.stringContaining('is guarded by stack Team'),
    });
    expect(await policy()).toBeDefined();
    expect(recorder.announced).toEqual([]);
  });

  test('of a stage that is unknown is refused, with those that are guarded', async () => {
    const { ports, create } = account();
    await create(guard());
    expect(await invoke(ports, { ...unguard, stage: 'Production' })).toMatchObject({
      decision: 'refused',
      code: 'not-guarded',
      guarded: ['shop/Prod'],
    });
  });

  test('while somebody has the stage says to ask again, and then does what is left', async () => {
    const { ports, recorder, create } = account();
    await create(guard());
    const now = ports.clock();
    const acquired = await ports.records.acquire(SHOP, {
      purpose: 'alarm',
      holder: 'an alarm',
      now,
      leaseUntil: now + 40_000,
    });
    if (acquired.kind !== 'held') throw new Error(`nobody had the stage before, got ${acquired.kind}`);
    expect(await invoke(ports, unguard)).toMatchObject({
      decision: 'unguarded',
      reason: expect.stringContaining('ask again in a minute'),
    });
    await ports.pipelines.disableInbound(SHOP, reason);
    const freeze = { reason, incident, since: ports.clock(), condition: 'made' } as const;
    await ports.records.release(acquired.lock, 0, { ...acquired.state, freeze });
    expect(await invoke(ports, unguard)).toMatchObject({ decision: 'unguarded' });
    expect(services.codePipeline.script.stage(SHOP).inbound).toMatchObject({ enabled: true });
    expect(recorder.announced.map(({ entry }) => entry.code)).toEqual(['released', 'unguarded']);
  });

  test('is undone by a stack that exists after all: its next change declares the guard, its deletion changes nothing', async () => {
    const { ports, recorder, create, update, remove, policy } = account();
    const { PhysicalResourceId: id } = await create(guard());
    await invoke(ports, unguard);
    await update(id, guard(), guard({ bakeMinutes: '20' }));
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    await invoke(ports, unguard);
    const told = recorder.announced.length;
    expect(await remove(id, guard())).toMatchObject({ Status: 'SUCCESS', Data: { Warnings: '' } });
    expect(recorder.announced).toHaveLength(told);
  });
});

describe('status of a stage that nobody guards any more', () => {
  test('shows what is open there, asked for by name or among all', async () => {
    const { ports, create } = account();
    await create(guard());
    await remember(services, 'shop', { pause: { by: 'bob', since: ports.clock(), reason: 'a sale' } });
    await invoke(ports, unguard);
    const unguarded = [{ stage: 'shop/Prod', paused: expect.stringContaining('by bob since') }];
    expect(await invoke(ports, { action: 'status' })).toMatchObject({ stages: [], unguarded });
    expect(await invoke(ports, { action: 'status', ...SHOP })).toMatchObject({ stages: [], unguarded });
    await remember(services, 'shop', {});
    expect(await invoke(ports, { action: 'status', ...SHOP })).toMatchObject({ code: 'not-guarded' });
  });

  test('shows it where the stage is named, though it is not listed any more', async () => {
    const { ports } = account();
    await remember(services, 'shop', { freeze: { reason, incident, since: ports.clock(), condition: 'made' } });
    const unguarded = [{ stage: 'shop/Prod', frozen: { by: 'this controller' } }];
    expect(await invoke(ports, { action: 'status', ...SHOP })).toMatchObject({ stages: [], unguarded });
  });
});
