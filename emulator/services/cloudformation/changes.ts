import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../service.ts';
import { type ProvisionedServices, provision, type StackContents } from './provisioning.ts';

/** What is in one version of a stack and not, by physical name, in the other. */
export function without({ stack, extras }: StackContents, other: StackContents): StackContents {
  const { stack: there, extras: more } = other;
  const by =
    <Item>(name: (item: Item) => string, others: readonly Item[]) =>
    (item: Item) =>
      !others.some((one) => name(one) === name(item));
  const functions = stack.functions.filter(by(({ arn }) => arn, there.functions));
  return {
    stack: {
      stackName: stack.stackName,
      stackId: stack.stackId,
      customResources: [],
      answers: new Map(),
      functions,
      eventSourceMappings: stack.eventSourceMappings.filter(({ functionArn }) =>
        functions.some(({ arn }) => arn === functionArn),
      ),
      buses: stack.buses.filter(by(({ arn }) => arn, there.buses)),
      rules: stack.rules.filter(by(({ arn }) => arn, there.rules)),
      queues: stack.queues.filter(by(({ arn }) => arn, there.queues)),
      tables: stack.tables.filter(by(({ tableName }) => tableName, there.tables)),
      parameters: stack.parameters.filter(by(({ name }) => name, there.parameters)),
      topics: stack.topics.filter(by(({ arn }) => arn, there.topics)),
      outputs: {},
      exports: {},
    },
    extras: {
      pipelines: extras.pipelines.filter(by(({ pipeline }) => pipeline.name, more.pipelines)),
      alarms: extras.alarms.filter(by(({ AlarmName }) => AlarmName, more.alarms)),
      roles: extras.roles.filter(by(({ arn }) => arn, more.roles)),
      subscriptions: extras.subscriptions.filter(
        by(({ topicArn, queueArn }) => `${topicArn} ${queueArn}`, more.subscriptions),
      ),
    },
  };
}

/** Makes what is new in a version of a stack, and changes what has changed; queues and tables stay as they are. */
export async function change(
  services: ProvisionedServices,
  before: StackContents,
  after: StackContents,
  caller: Caller,
): Promise<void> {
  const { topics, parameters, functions, eventBus, codePipeline, cloudWatch } = services;
  await provision(services, without(after, before), caller);
  for (const topic of after.stack.topics) topics.add(topic);
  for (const parameter of after.stack.parameters) parameters.add(parameter);
  for (const bus of after.stack.buses) eventBus.putBus(bus);
  for (const rule of after.stack.rules) eventBus.putRule(rule);
  for (const role of after.extras.roles) services.roles.set(role.arn, role);
  for (const deployed of after.stack.functions) {
    const earlier = before.stack.functions.find(({ arn }) => arn === deployed.arn);
    if (earlier === undefined || isDeepStrictEqual(earlier, deployed)) continue;
    const mappings = after.stack.eventSourceMappings.filter(({ functionArn }) => functionArn === deployed.arn);
    await functions.update(deployed, mappings);
  }
  for (const input of after.extras.pipelines) {
    const earlier = before.extras.pipelines.find(({ pipeline }) => pipeline.name === input.pipeline.name);
    if (earlier === undefined || isDeepStrictEqual(earlier, input)) continue;
    codePipeline.operations.UpdatePipeline.handle(input, caller);
  }
  for (const alarm of after.extras.alarms) {
    const earlier = before.extras.alarms.find(({ AlarmName }) => AlarmName === alarm.AlarmName);
    if (earlier === undefined || isDeepStrictEqual(earlier, alarm)) continue;
    await cloudWatch.service.operations.PutMetricAlarm?.handle(alarm, caller);
  }
}
