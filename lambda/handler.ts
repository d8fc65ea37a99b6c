import type { Context } from 'aws-lambda';
import { cloudWatchAlarms } from './aws/alarms.ts';
import { announcer, chatChannel, emailChannel, eventChannel } from './aws/announcements.ts';
import { dynamoBreaker } from './aws/breaker.ts';
import { createClients } from './aws/clients.ts';
import { dynamoHistory } from './aws/decision-history.ts';
import { eventBridgeRules } from './aws/event-rules.ts';
import { ssmGuards } from './aws/guard-parameters.ts';
import { codePipelineStructures } from './aws/pipeline-structures.ts';
import { codePipelines } from './aws/pipelines.ts';
import { dynamoReadiness } from './aws/readiness-records.ts';
import { sqsSetAside } from './aws/set-aside.ts';
import { dynamoStageRecords } from './aws/stage-records.ts';
import { sqsWatchQueue } from './aws/watch-queue.ts';
import { SECOND } from './decision/time.ts';
import { readEnvironment } from './environment.ts';
import { createObservability, logOf } from './log/observability.ts';
import { mapStackTraces } from './log/stack-traces.ts';
import { placeOf } from './messages/place.ts';
import type { Ports } from './ports.ts';
import { process } from './process.ts';

// The composition root: built once per execution environment, on cold start.
mapStackTraces(import.meta.url);
const environment = readEnvironment();
const clients = createClients();
const observability = createObservability();
const clock = () => Date.now();
const log = logOf(observability);
const place = placeOf(environment);
const channels = [
  emailChannel(clients.sns, environment.TOPIC_ARN),
  chatChannel(clients.sns, environment.CHAT_TOPIC_ARN, place),
  eventChannel(clients.eventBridge, place),
];
const ports: Ports = {
  clock,
  sleep: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  records: dynamoStageRecords(clients.dynamo, environment.TABLE_NAME),
  breaker: dynamoBreaker(clients.dynamo, environment.TABLE_NAME),
  history: dynamoHistory(clients.dynamo, environment.TABLE_NAME, environment.DECISION_RETENTION_DAYS),
  guards: ssmGuards(clients.ssm, environment.GUARD_PARAMETER_PREFIX, clock),
  pipelines: codePipelines(clients.codePipeline, clients.codePipelineOnce),
  structures: codePipelineStructures(clients.codePipeline),
  alarms: cloudWatchAlarms(clients.cloudWatch),
  rules: eventBridgeRules(clients.eventBridge, environment.RULE_NAME_PREFIX, place),
  readiness: dynamoReadiness(clients.dynamo, environment.TABLE_NAME),
  watches: sqsWatchQueue(clients.sqs, environment.WATCH_QUEUE_URL, clock),
  setAside: {
    watches: sqsSetAside(clients.sqs, environment.WATCH_DEAD_LETTERS_URL),
    events: sqsSetAside(clients.sqs, environment.FAILED_EVENTS_URL),
  },
  announcer: announcer(channels, place, log),
  log,
};
const { MAX_ROLLBACKS: maxRollbacks } = environment;
const options = { leaseMillis: environment.LEASE_SECONDS * SECOND, ...(maxRollbacks && { maxRollbacks }) };

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
