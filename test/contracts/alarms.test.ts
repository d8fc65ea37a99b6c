import { afterAll, beforeAll } from 'vitest';
import { createCloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import { cloudWatchAlarms } from '../../lambda/aws/alarms.ts';
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
    alarms: cloudWatchAlarms(clients.cloudWatch),
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
    identity: { accountId: '123456789012', region: 'eu-west-1' },
    publish: nowhere,
    targets: { invokeFunction: nowhere, publishMessage: nowhere },
  });
  return {
    alarms: cloudWatchAlarms(modelAlarmsClient(model)),
    script: model.script,
    now: () => clock.now(),
    pass: async (minutes) => clock.advance({ minutes }),
  };
});
