import { GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { expect, test, vi } from 'vitest';
import { createClients, settingsOnLambda } from '../../../lambda/aws/clients.ts';

/** Those that are made at once. */
function clientsOf(settings?: Parameters<typeof createClients>[0]) {
  const { sts: _, inRegion: __, ...clients } = createClients(settings);
  return Object.values(clients);
}

test('no client copies its inputs and outputs for a log that nobody reads', () => {
  const clients = clientsOf();
  expect(clients).toHaveLength(7);
  for (const { middlewareStack } of clients) {
    const steps: readonly string[] = middlewareStack.identify();
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.filter((step) => step.includes('loggerMiddleware'))).toEqual([]);
  }
});

test('all clients share one HTTP handler: RollbackStage needs no connection of its own', () => {
  const handlers = new Set<unknown>(clientsOf().map(({ config }) => config.requestHandler));
  expect(handlers.size).toBe(1);
});

test('with the settings of Lambda nothing is looked up in files, and no endpoint but the configured one', async () => {
  const cloud = { region: 'eu-central-1', fips: false, dualStack: false, ownEndpoints: false };
  for (const { config } of clientsOf(settingsOnLambda(cloud))) {
    expect(await config.region()).toBe('eu-central-1');
    expect(config.ignoreConfiguredEndpointUrls).toBe(true);
  }
});

test('what changes a pipeline is sent once, what looks at it three times', async () => {
  const { codePipeline, codePipelineOnce } = createClients(
    settingsOnLambda({ region: 'eu-central-1', fips: false, dualStack: false, ownEndpoints: true }),
  );
  expect(await codePipelineOnce.config.maxAttempts()).toBe(1);
  expect(await codePipeline.config.maxAttempts()).toBe(3);
});

test('whom TLS trusts is read when the clients are made, for all their connections: not by the first call of an alarm', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'https://127.0.0.1:1');
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const { codePipelineOnce } = createClients({ region: 'eu-central-1', credentials });
  // Where nobody listens: the handler makes its agent with its first call.
  await expect(codePipelineOnce.send(new GetPipelineStateCommand({ name: 'shop' }))).rejects.toThrow('ECONNREFUSED');
  vi.unstubAllEnvs();
  const httpsAgent = { options: { secureContext: { context: {} } } };
  expect(codePipelineOnce.config.requestHandler).toMatchObject({ config: { httpsAgent } });
});
