import type { AlarmActionTargets } from './cloudwatch/alarm-actions.ts';
import type { EventTargets } from './events/delivery.ts';
import { allowsInvocation } from './events/invoke-permission.ts';
import type { Functions } from './lambda/functions.ts';
import { requireRole } from './lambda/role-check.ts';
import type { Topics } from './sns/topics.ts';
import type { Queues } from './sqs/queues.ts';
import type { DeployedFunction } from './template/deployed-stack.ts';

/** Lambda hands the record of a failed invocation to its destination, under the role of the function. */
export function deliverRecord(
  { queues, topics }: { readonly queues: Queues; readonly topics: Topics },
  source: DeployedFunction,
  destinationArn: string,
  record: string,
): void {
  const purpose = 'deliver the record of a failed invocation';
  if (topics.has(destinationArn)) {
    requireRole(source, ['sns:Publish'], destinationArn, purpose);
    topics.publish({ topicArn: destinationArn, message: record, attributes: {} });
    return;
  }
  requireRole(source, ['sqs:SendMessage'], destinationArn, purpose);
  sendAsService(queues, destinationArn, record, {});
}

/** A service puts a message into a queue; attributes are text. */
export function sendAsService(
  queues: Queues,
  queueArn: string,
  body: string,
  attributes: { readonly [name: string]: string },
): void {
  const queue = queues.byArn(queueArn);
  if (queue === undefined) throw new Error(`there is no queue ${queueArn}`);
  queue.send({
    body,
    senderArn: 'AWS',
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  });
}

interface Receivers {
  readonly functions: Functions;
  readonly queues: Queues;
  readonly topics: Topics;
}

/** Where the rules of the event bus deliver to. */
export function ruleTargets({ functions, queues, topics }: Receivers): EventTargets {
  return {
    permissionsOf: (arn) => functions.find(arn)?.deployed.permissions,
    invokeFunction: (arn, payload) => void functions.get(arn).events.accept(payload),
    sendMessage: (arn, body, attributes) => sendAsService(queues, arn, body, attributes),
    publishMessage: (topicArn, message) => void topics.publish({ topicArn, message, attributes: {} }),
  };
}

/** The principal of an alarm's Lambda action (CW:alarms-and-actions-Lambda). */
const ALARMS = 'lambda.alarms.cloudwatch.amazonaws.com';

/** Whom the actions of alarms call. */
export function alarmTargets({ functions, topics }: Omit<Receivers, 'queues'>): AlarmActionTargets {
  return {
    invokeFunction: (arn, payload, alarm) => {
      const { deployed, events } = functions.get(arn);
      const by = { principal: ALARMS, sourceArn: alarm.arn, sourceAccount: alarm.accountId };
      if (!allowsInvocation(deployed.permissions, by)) {
        throw new Error(`${arn} has no permission that lets ${ALARMS} invoke it for ${alarm.arn}`);
      }
      events.accept(JSON.stringify(payload));
    },
    publishMessage: (topicArn, subject, message) => void topics.publish({ topicArn, subject, message, attributes: {} }),
  };
}
