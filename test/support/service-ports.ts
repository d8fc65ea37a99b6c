import { cloudWatchAlarms } from '../../lambda/aws/alarms.ts';
import { dynamoAuthors, withAuthors } from '../../lambda/aws/authors.ts';
import { dynamoBreaker } from '../../lambda/aws/breaker.ts';
import { dynamoHistory } from '../../lambda/aws/decision-history.ts';
import { eventBridgeRules } from '../../lambda/aws/event-rules.ts';
import { dynamoGuards } from '../../lambda/aws/guard-items.ts';
import { codePipelineStructures } from '../../lambda/aws/pipeline-structures.ts';
import { codePipelines } from '../../lambda/aws/pipelines.ts';
import { dynamoReadiness } from '../../lambda/aws/readiness-records.ts';
import { dynamoStageRecords } from '../../lambda/aws/stage-records.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { sqsWatchQueue } from '../../lambda/aws/watch-queue.ts';
import { runCommand } from '../../lambda/commands/run-command.ts';
import { Command } from '../../lambda/intake/command.ts';
import type { Ports } from '../../lambda/ports.ts';
import { HOME } from './home.ts';
import { type LocalServices, RULES, TABLE } from './local-services.ts';
import { MemorySetAside } from './ports/memory-set-aside.ts';
import { Recorder } from './ports/recorder.ts';

/** The function's own adapters on the emulated services, in this process; what people are told is recorded. */
export function portsOf({ clients, clock, queueUrl }: LocalServices): {
  readonly ports: Ports;
  readonly recorder: Recorder;
} {
  const recorder = new Recorder();
  const now = () => clock.now();
  const table = dynamoTable(clients.dynamo, TABLE);
  const authors = dynamoAuthors(table, now);
  const ports: Ports = {
    home: HOME,
    scope: { pipelines: ['*'] },
    clock: now,
    sleep: (millis) => clock.advance(millis),
    records: dynamoStageRecords(table, HOME),
    breaker: dynamoBreaker(table),
    history: dynamoHistory(table, 365),
    guards: dynamoGuards(table, now),
    stacks: { takesAnswers: () => true, answer: async () => undefined },
    pipelines: withAuthors(codePipelines(clients.codePipeline, clients.codePipeline), authors),
    authors,
    structures: codePipelineStructures(clients.codePipeline),
    alarms: cloudWatchAlarms(clients.cloudWatch, HOME),
    rules: eventBridgeRules(clients.eventBridge, RULES),
    readiness: dynamoReadiness(table),
    watches: sqsWatchQueue(clients.sqs, queueUrl, now),
    setAside: { watches: new MemorySetAside(), events: new MemorySetAside() },
    subscribers: { all: async () => [{ protocol: 'email', endpoint: 'ops@example.com', isConfirmed: true }] },
    announcer: recorder,
    log: recorder,
  };
  return { ports, recorder };
}

let invocations = 0;

/** What a person gets for a command, parsed as the function would. */
export function invoke(ports: Ports, command: object) {
  invocations += 1;
  const trigger = {
    kind: 'command',
    id: `command/${invocations}`,
    at: ports.clock(),
    command: Command.parse(command),
  } as const;
  return runCommand({ ports, options: { leaseMillis: 40_000 }, holder: `invocation ${invocations}` }, trigger);
}
