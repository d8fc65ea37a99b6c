import type { DeployedStack } from '../../account/template/deployed-stack.ts';
import type { DeployedRole, StackExtras } from '../../account/template/stack-extras.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { CodePipeline } from '../codepipeline/codepipeline.ts';
import type { DynamoDb } from '../dynamodb/dynamodb.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Caller } from '../service.ts';
import type { ServiceDeliveries } from '../service-deliveries.ts';
import { notification } from '../sns/notification.ts';
import type { Topics } from '../sns/topics.ts';
import type { Queues } from '../sqs/queues.ts';
import type { ParameterStore } from '../ssm/parameter-store.ts';

/** Everything of a template that the local account plays. */
export interface StackContents {
  readonly stack: DeployedStack;
  readonly extras: StackExtras;
}

/** Of a stack that was loaded from an assembly: stories make their pipelines and alarms themselves. */
export const NO_EXTRAS: StackExtras = { pipelines: [], alarms: [], roles: [], subscriptions: [] };

export interface ProvisionedServices {
  readonly queues: Queues;
  readonly topics: Topics;
  readonly parameters: ParameterStore;
  readonly dynamoDb: DynamoDb;
  readonly functions: Functions;
  readonly eventBus: EventBus;
  readonly codePipeline: CodePipeline;
  readonly cloudWatch: CloudWatch;
  readonly deliveries: ServiceDeliveries;
  /** By ARN. */
  readonly roles: Map<string, DeployedRole>;
}

/** Minutes that an action of a pipeline of a stack takes: such as copy a file do not take long. */
const ACTION_MINUTES = 0.1;

/** Makes what a stack consists of, in an order in which nothing is used before it is there. */
export async function provision(
  services: ProvisionedServices,
  { stack, extras }: StackContents,
  caller: Caller,
): Promise<void> {
  const { queues, topics, codePipeline, cloudWatch } = services;
  for (const role of extras.roles) services.roles.set(role.arn, role);
  for (const queue of stack.queues) queues.add(queue);
  for (const topic of stack.topics) topics.add(topic);
  for (const { topicArn, queueArn } of extras.subscriptions) {
    topics.subscribe({
      topicArn,
      deliver: (message) => services.deliveries.notify(topicArn, queueArn, notification(message)),
    });
  }
  for (const parameter of stack.parameters) services.parameters.add(parameter);
  for (const table of stack.tables) await services.dynamoDb.createTable(table);
  await services.functions.add(stack.functions, stack.eventSourceMappings);
  for (const bus of stack.buses) services.eventBus.putBus(bus);
  for (const rule of stack.rules) services.eventBus.putRule(rule);
  for (const input of extras.pipelines) {
    codePipeline.operations.CreatePipeline.handle(input, caller);
    for (const stage of input.pipeline.stages) {
      codePipeline.script.setActionDuration({ pipeline: input.pipeline.name, stage: stage.name }, ACTION_MINUTES);
    }
  }
  for (const alarm of extras.alarms) await cloudWatch.service.operations.PutMetricAlarm?.handle(alarm, caller);
}

/** Takes away what is there of a stack, but resources whose physical names are retained. */
export async function withdraw(
  services: ProvisionedServices,
  { stack, extras }: StackContents,
  retained: ReadonlySet<string>,
  caller: Caller,
): Promise<void> {
  const { cloudWatch, codePipeline, dynamoDb } = services;
  const goes = (name: string) => !retained.has(name);
  for (const { AlarmName } of extras.alarms.filter(({ AlarmName: name }) => goes(name))) {
    await tolerant(() => cloudWatch.service.operations.DeleteAlarms?.handle({ AlarmNames: [AlarmName] }, caller));
  }
  for (const { pipeline } of extras.pipelines.filter((input) => goes(input.pipeline.name))) {
    codePipeline.operations.DeletePipeline.handle({ name: pipeline.name }, caller);
  }
  for (const { name, busName } of stack.rules.filter((rule) => goes(rule.name))) {
    services.eventBus.removeRule(name, busName);
  }
  for (const { arn } of stack.functions.filter(({ functionName }) => goes(functionName))) {
    await services.functions.remove(arn);
  }
  for (const { tableName } of stack.tables.filter((table) => goes(table.tableName))) {
    await tolerant(() => dynamoDb.deleteTable(tableName));
  }
  for (const { name } of stack.parameters.filter((parameter) => goes(parameter.name))) {
    await tolerant(() => services.parameters.delete(name));
  }
  for (const { arn } of stack.topics.filter(({ topicName }) => goes(topicName))) services.topics.remove(arn);
  for (const { arn } of stack.queues.filter(({ queueName }) => goes(queueName))) services.queues.remove(arn);
  for (const { arn } of extras.roles.filter(({ roleName }) => goes(roleName))) services.roles.delete(arn);
}

/** What is gone already, or never came, need not go. */
async function tolerant(remove: () => unknown): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof Error && /NotFound/.test(error.name))) throw error;
  }
}
