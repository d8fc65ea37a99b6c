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
