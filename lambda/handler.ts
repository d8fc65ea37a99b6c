import type { Context } from 'aws-lambda';
import { awsPorts } from './aws/aws-ports.ts';
import { createClients, settingsOnLambda } from './aws/clients.ts';
import { prime, SILENT } from './aws/priming.ts';
import { unsent } from './aws/unsent.ts';
import { SECOND } from './decision/time.ts';
import { readCloudEnvironment, readEnvironment } from './environment.ts';
import { createObservability, logOf } from './log/observability.ts';
import { mapStackTraces } from './log/stack-traces.ts';
import { process } from './process.ts';

// The composition root: built once per execution environment, on cold start.
mapStackTraces(import.meta.url);
const cloud = readCloudEnvironment();
const environment = { ...readEnvironment(), ...cloud };
const settings = settingsOnLambda(cloud);
const observability = createObservability();
const log = logOf(observability);
const ports = awsPorts(createClients(settings), environment, log);
const { MAX_ROLLBACKS: maxRollbacks } = environment;
const options = { leaseMillis: environment.LEASE_SECONDS * SECOND, ...(maxRollbacks && { maxRollbacks }) };
const played = createClients({ ...settings, requestHandler: unsent(ports.home) });
// What goes wrong there shows at the first call that is made in earnest.
await prime(awsPorts(played, environment, SILENT), options).catch(() => undefined);

export async function handler(event: unknown, context: Context): Promise<unknown> {
  const { logger, metrics } = observability;
  logger.addContext(context);
  try {
    return await process({ ports, options, logger }, event, context);
  } finally {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    logger.resetKeys();
  }
}
