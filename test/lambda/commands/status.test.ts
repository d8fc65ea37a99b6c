import { afterEach, beforeEach, expect, test } from 'vitest';
import { freezeReason } from '../../../lambda/decision/freeze.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { remember } from '../../support/remember.ts';
import { invoke } from '../../support/service-ports.ts';
import { guard, SHOP, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

test('the status counts a rollback that recovered only as long as the stage is frozen for it', async () => {
  const { ports, create } = stacksIn(services, 'shop');
  await create(guard());
  const since = ports.clock();
  const automaticRollbacks = [{ suspect: 'b', at: since, recovered: true as const }];
  const counted = async () => {
    const { stages } = await invoke(ports, { action: 'status', ...SHOP });
    return stages;
  };
  await remember(services, 'shop', { automaticRollbacks });
  expect(await counted()).toMatchObject([{ automaticRollbacks: '0 of at most 1 since it was last healthy' }]);
  const incident = '20260108-093000-bbbb';
  const reason = freezeReason(incident, 'b');
  await ports.pipelines.disableInbound(SHOP, reason);
  await remember(services, 'shop', { automaticRollbacks, freeze: { reason, incident, since, condition: 'made' } });
  expect(await counted()).toMatchObject([{ automaticRollbacks: '1 of at most 1 since it was last healthy' }]);
});
