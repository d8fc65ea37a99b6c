import { afterAll, beforeAll } from 'vitest';
import { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import { codePipelines } from '../../lambda/aws/pipelines.ts';
import { type LocalServices, startLocalServices } from '../support/local-services.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { modelPipelinesClient } from '../support/ports/model-pipelines.ts';
import { definePipelineChangesContract } from './pipeline-changes-contract.ts';
import { definePipelinesContract } from './pipelines-contract.ts';
import type { PipelinesUnderTest } from './pipelines-under-test.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineContracts('through the SDK', () => {
  const { clients, codePipeline, clock } = services;
  return {
    pipelines: codePipelines(clients.codePipeline, clients.codePipeline),
    script: codePipeline.script,
    now: () => clock.now(),
    pass: (minutes) => clock.advance(minutes * 60_000),
  };
});

defineContracts('in process', () => {
  const clock = new ManualClock('2026-01-10T09:30:00.000Z');
  const identity = { accountId: '123456789012', region: 'eu-west-1' };
  const model = new CodePipeline({ clock, identity, publish: () => undefined });
  const client = modelPipelinesClient(model);
  return {
    pipelines: codePipelines(client, client),
    script: model.script,
    now: () => clock.now(),
    pass: async (minutes) => clock.advance({ minutes }),
  };
});

function defineContracts(name: string, make: () => PipelinesUnderTest): void {
  definePipelinesContract(name, make);
  definePipelineChangesContract(name, make);
}
