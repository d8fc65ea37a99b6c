import type { JsonObject } from '../../account/json-object.ts';
import { md5, md5OfAttributes } from './message-attributes.ts';
import type { ReceivedMessage } from './queue.ts';

/** The system attributes of a received message, all values text (API:ReceiveMessage). */
export function systemAttributes(message: ReceivedMessage): { [name: string]: string } {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.senderArn,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
    ...(message.deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
}

/** A message as ReceiveMessage answers it, with the system and message attributes that were asked for. */
export function describeMessage(
  message: ReceivedMessage,
  system: readonly string[],
  names: readonly string[],
): JsonObject {
  const wanted = Object.entries(message.attributes).filter(([name]) =>
    names.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === '.*' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    ),
  );
  const attributes = pick(systemAttributes(message), system);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(wanted.length > 0 && {
      MessageAttributes: Object.fromEntries(wanted),
      MD5OfMessageAttributes: md5OfAttributes(Object.fromEntries(wanted)),
    }),
  };
}

/** The attributes of these names; `All` stands for every one. */
export function pick(
  attributes: { readonly [name: string]: string },
  names: readonly string[],
): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => names.includes('All') || names.includes(name)),
  );
}
