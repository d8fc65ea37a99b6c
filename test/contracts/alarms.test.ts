import { afterAll, beforeAll } from 'vitest';
import { createCloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import { cloudWatchAlarms } from '../../lambda/aws/alarms.ts';
import { HOME } from '../support/home.ts';
import { type LocalServices, startLocalServices } from '../support/local-services.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { modelAlarmsClient } from '../support/ports/model-alarms.ts';
import { defineAlarmsContract } from './alarms-contract.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineAlarmsContract('through the SDK', () => {
  const { clients, cloudWatch, clock } = services;
  return {
    alarms: cloudWatchAlarms(clients.cloudWatch, HOME),
    script: cloudWatch.script,
    now: () => clock.now(),
    pass: (minutes) => clock.advance(minutes * 60_000),
  };
});

defineAlarmsContract('in process', () => {
  const clock = new ManualClock('2026-01-10T09:30:00.000Z');
  const nowhere = () => undefined;
  const model = createCloudWatch({
    clock,
    identity: { accountId: HOME.account, region: HOME.region },
    publish: nowhere,
    targets: { invokeFunction: nowhere, publishMessage: nowhere },
  });
  return {
    alarms: cloudWatchAlarms(modelAlarmsClient(model), HOME),
    script: model.script,
    now: () => clock.now(),
    pass: async (minutes) => clock.advance({ minutes }),
  };
});
