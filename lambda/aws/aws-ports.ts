import type { CloudEnvironment, Environment } from '../environment.ts';
import type { Log } from '../log/log.ts';
import { placeOf } from '../messages/place.ts';
import type { Ports } from '../ports.ts';
import { cloudWatchAlarms } from './alarms.ts';
import { announcer, chatChannel, emailChannel, eventChannel } from './announcements.ts';
import { s3Artifacts } from './artifacts.ts';
import { dynamoAuthors, withAuthors } from './authors.ts';
import { dynamoBreaker } from './breaker.ts';
import type { Clients } from './clients.ts';
import { dynamoHistory } from './decision-history.ts';
import { eventBridgeRules } from './event-rules.ts';
import { dynamoGuards } from './guard-items.ts';
import { objectHeads } from './object-heads.ts';
import { codePipelineStructures } from './pipeline-structures.ts';
import { codePipelines } from './pipelines.ts';
import { dynamoReadiness } from './readiness-records.ts';
import { sqsSetAside } from './set-aside.ts';
import { spokeClients } from './spoke-clients.ts';
import { spokeRules } from './spoke-rules.ts';
import { cloudFormationStacks } from './stacks.ts';
import { dynamoStageRecords } from './stage-records.ts';
import { snsSubscribers } from './subscribers.ts';
import { dynamoTable } from './table.ts';
import { sqsWatchQueue } from './watch-queue.ts';

/** The world as AWS is, through these clients. */
export function awsPorts(clients: Clients, environment: Environment & CloudEnvironment, log: Log): Ports {
  const clock = () => Date.now();
  const sleep = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis));
  const place = placeOf(environment);
  const { SPOKES: spokes, ARTIFACT_BUCKETS: buckets } = environment;
  const clientsAt = spokes && spokeClients({ ...clients, spokes, home: place, clock });
  const table = dynamoTable(clients.dynamo, environment.TABLE_NAME);
  const authors = dynamoAuthors(table, clock);
  const channels = [
    emailChannel(clients.sns, environment.TOPIC_ARN),
    chatChannel(clients.sns, environment.CHAT_TOPIC_ARN, place),
    eventChannel(clients.eventBridge, place),
  ];
  return {
    home: place,
    scope: environment.SCOPE,
    clock,
    sleep,
    records: dynamoStageRecords(table, place),
    breaker: dynamoBreaker(table),
    history: dynamoHistory(table, environment.DECISION_RETENTION_DAYS),
    guards: dynamoGuards(table, clock),
    stacks: cloudFormationStacks({ sleep, ownEndpoints: environment.ownEndpoints }),
    pipelines: withAuthors(codePipelines(clients.codePipeline, clients.codePipelineOnce), authors),
    authors,
    structures: codePipelineStructures(clients.codePipeline),
    alarms: cloudWatchAlarms(clients.cloudWatch, place, (location) => clientsAt?.(location)?.cloudWatch),
    rules: eventBridgeRules(
      clients.eventBridge,
      environment.RULE_NAME_PREFIX,
      spokeRules((location) => clientsAt?.(location)?.eventBridge, place),
    ),
    readiness: dynamoReadiness(table),
    watches: sqsWatchQueue(clients.sqs, environment.WATCH_QUEUE_URL, clock),
    setAside: {
      watches: sqsSetAside(clients.sqs, environment.WATCH_DEAD_LETTERS_URL),
      events: sqsSetAside(clients.sqs, environment.FAILED_EVENTS_URL),
    },
    ...(buckets && {
      artifacts: s3Artifacts(clients.codePipeline, {
        isThere: objectHeads(clients.codePipeline, { ...environment, partition: place.partition }),
        buckets,
        region: place.region,
      }),
    }),
    subscribers: snsSubscribers(clients.sns, [environment.TOPIC_ARN, environment.CHAT_TOPIC_ARN]),
    announcer: announcer(channels, place, log),
    log,
  };
}
