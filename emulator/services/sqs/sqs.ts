import type * as z from 'zod';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { JsonObject } from '../../account/json-object.ts';
import { compileResourcePolicy } from '../iam/resource-policy.ts';
import { type Caller, type Operation, type RequiredPermission, type Service, ServiceError } from '../service.ts';
import { parseInput, stringMember } from '../service-input.ts';
import {
  BYTES,
  ChangeMessageVisibility,
  DeleteMessage,
  DeleteMessageBatch,
  GetQueueAttributes,
  GetQueueUrl,
  INVALID,
  ListQueues,
  type Message,
  OneQueue,
  ReceiveMessage,
  SendMessage,
  SendMessageBatch,
} from './input.ts';
import { md5, md5OfAttributes } from './message-attributes.ts';
import type { Queue } from './queue.ts';
import { existing, type Queues } from './queues.ts';
import { describeMessage, pick } from './received-message.ts';

export interface SqsOptions {
  readonly identity: AccountIdentity;
  readonly clock: Clock;
  readonly queues: Queues;
  /** The URL of a queue that clients of the local account can reach. */
  readonly queueUrl: (queue: Queue) => string;
}

/** Amazon SQS, standard queues, in AWS JSON 1.0. */
export function createSqs(options: SqsOptions): Service {
  const { identity, queues } = options;
  const queueOf = (url: string) => existing(queues.byUrl(url));
  const arnOf = (name: string) => `arn:aws:sqs:${identity.region}:${identity.accountId}:${name}`;
  const policies = new Map(
    queues.all.flatMap(({ deployed: { arn, policy } }) =>
      policy ? [[arn, compileResourcePolicy(policy)] as const] : [],
    ),
  );
  const onResource = (action: string, name: string): RequiredPermission => {
    const resource = arnOf(name);
    const resourcePolicy = policies.get(resource);
    return { action: `sqs:${action}`, resource, ...(resourcePolicy && { resourcePolicy }) };
  };
  const onQueue = <Schema extends z.ZodType<{ QueueUrl: string }>>(
    action: string,
    schema: Schema,
    handle: (queue: Queue, input: z.output<Schema>, caller: Caller) => JsonObject | Promise<JsonObject>,
  ): Operation => ({
    authorize: (input) => [onResource(action, stringMember(input, 'QueueUrl').split('/').at(-1) ?? '')],
    handle: (input, caller) => {
      const parsed = parseInput(schema, input, INVALID);
      return handle(queueOf(parsed.QueueUrl), parsed, caller);
    },
  });

  return {
    signingName: 'sqs',
    targetPrefix: 'AmazonSQS',
    operations: {
      SendMessage: onQueue('SendMessage', SendMessage, (queue, input, caller) => send(queue, input, caller)),
      SendMessageBatch: onQueue('SendMessage', SendMessageBatch, (queue, { Entries }, caller) => {
        checkBatch(Entries);
        if (Entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody), 0) > BYTES) {
          throw new ServiceError('BatchRequestTooLong', `Batch requests cannot be longer than ${BYTES} bytes.`);
        }
        return { Successful: Entries.map((entry) => ({ Id: entry.Id, ...send(queue, entry, caller) })) };
      }),
      ReceiveMessage: onQueue('ReceiveMessage', ReceiveMessage, async (queue, input) => {
        const take = () => queue.receive(input.MaxNumberOfMessages, input.VisibilityTimeout);
        let messages = take();
        if (messages.length === 0 && input.WaitTimeSeconds > 0) {
          await visibleOrLater(queue, options.clock, input.WaitTimeSeconds);
          messages = take();
        }
        const system = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
        return messages.length === 0
          ? {}
          : { Messages: messages.map((message) => describeMessage(message, system, input.MessageAttributeNames)) };
      }),
      DeleteMessage: onQueue('DeleteMessage', DeleteMessage, (queue, input) => {
        queue.delete(input.ReceiptHandle);
        return {};
      }),
      DeleteMessageBatch: onQueue('DeleteMessage', DeleteMessageBatch, (queue, { Entries }) => {
        checkBatch(Entries);
        for (const entry of Entries) queue.delete(entry.ReceiptHandle);
        return { Successful: Entries.map(({ Id }) => ({ Id })) };
      }),
      ChangeMessageVisibility: onQueue('ChangeMessageVisibility', ChangeMessageVisibility, (queue, input) => {
        queue.changeVisibility(input.ReceiptHandle, input.VisibilityTimeout);
        return {};
      }),
      GetQueueAttributes: onQueue('GetQueueAttributes', GetQueueAttributes, (queue, { AttributeNames }) => ({
        Attributes: pick(queueAttributes(queue), AttributeNames),
      })),
      PurgeQueue: onQueue('PurgeQueue', OneQueue, (queue) => {
        queue.purge();
        return {};
      }),
      GetQueueUrl: {
        authorize: (input) => [onResource('GetQueueUrl', stringMember(input, 'QueueName'))],
        handle: (input) => ({
          QueueUrl: options.queueUrl(existing(queues.byName(parseInput(GetQueueUrl, input, INVALID).QueueName))),
        }),
      },
      ListQueues: {
        authorize: () => [{ action: 'sqs:ListQueues', resource: '*' }],
        handle: (input) => {
          const { QueueNamePrefix } = parseInput(ListQueues, input, INVALID);
          const listed = queues.all.filter(({ deployed }) => deployed.queueName.startsWith(QueueNamePrefix));
          return listed.length === 0 ? {} : { QueueUrls: listed.map(options.queueUrl) };
        },
      },
    },
  };
}

/** What MessageBody may contain (API:SendMessage): characters of XML 1.0 but surrogates and U+FFFE, U+FFFF. */
const BODY = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

function send(queue: Queue, message: z.output<typeof Message>, caller: Caller): JsonObject {
  const { MessageBody: body, DelaySeconds, MessageAttributes: attributes = {} } = message;
  if (Buffer.byteLength(body) > BYTES) {
    throw new ServiceError(
      INVALID,
      `One or more parameters are invalid. Reason: Message must be shorter than ${BYTES} bytes.`,
    );
  }
  if (!BODY.test(body)) {
    throw new ServiceError('InvalidMessageContents', 'Invalid characters found in the message body.');
  }
  // What the message says goes before what the request came with (API:SendMessage).
  const system = message.MessageSystemAttributes?.AWSTraceHeader;
  const traceHeader = system?.StringValue ?? caller.traceHeader;
  const sent = queue.send({
    body,
    attributes,
    senderArn: caller.arn,
    ...(traceHeader !== undefined && { traceHeader }),
    ...(DelaySeconds !== undefined && { delaySeconds: DelaySeconds }),
  });
  const withAttributes = Object.keys(attributes).length > 0;
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: md5(body),
    ...(withAttributes && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
    ...(system !== undefined && { MD5OfMessageSystemAttributes: md5OfAttributes({ AWSTraceHeader: system }) }),
  };
}

/** Waits in account time: until a message is visible, or so many seconds. */
function visibleOrLater(queue: Queue, clock: Clock, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stopListening();
      cancel();
      resolve();
    };
    const stopListening = queue.onVisible(end);
    const cancel = clock.at(clock.now() + seconds * 1000, end);
  });
}

function checkBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0)
    throw new ServiceError('EmptyBatchRequest', 'There should be at least one batch entry in the request.');
  if (entries.length > 10) {
    throw new ServiceError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  }
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) {
      throw new ServiceError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new ServiceError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
}

function queueAttributes(queue: Queue): { [name: string]: string } {
  const { deployed } = queue;
  const { visible, notVisible, delayed } = queue.counts();
  return {
    QueueArn: deployed.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    DelaySeconds: String(deployed.delaySeconds),
    VisibilityTimeout: String(deployed.visibilityTimeoutSeconds),
    MaximumMessageSize: String(BYTES),
    ...(deployed.redrive !== undefined && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: deployed.redrive.deadLetterArn,
        maxReceiveCount: deployed.redrive.maxReceiveCount,
      }),
    }),
  };
}
