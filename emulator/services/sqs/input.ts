import * as z from 'zod';
import { MessageAttributes } from './message-attributes.ts';

/** The longest body, and the most bytes of all bodies of a batch: 1 MiB (SQS quotas). */
export const BYTES = 1_048_576;

/** The error for input that is not as documented. */
export const INVALID = 'InvalidParameterValueException';
const Delay = z.int('must be an integer').min(0).max(900, 'must be >= 0 and <= 900');
const Visibility = z.int().min(0).max(43_200);
export const Message = z.object({
  MessageBody: z.string().min(1, 'The request must contain the parameter MessageBody.'),
  DelaySeconds: Delay.optional(),
  MessageAttributes: MessageAttributes.optional(),
  MessageSystemAttributes: z
    .strictObject({ AWSTraceHeader: z.object({ DataType: z.literal('String'), StringValue: z.string() }).optional() })
    .optional(),
});
export const SendMessage = Message.extend({ QueueUrl: z.string() });
export const SendMessageBatch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(Message.extend({ Id: z.string() })),
});
export const ReceiveMessage = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: Visibility.optional(),
  WaitTimeSeconds: z.int().min(0).max(20).default(0),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});
export const DeleteMessage = z.object({ QueueUrl: z.string(), ReceiptHandle: z.string() });
export const DeleteMessageBatch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), ReceiptHandle: z.string() })),
});
export const ChangeMessageVisibility = DeleteMessage.extend({ VisibilityTimeout: Visibility });
export const OneQueue = z.object({ QueueUrl: z.string() });
export const GetQueueAttributes = OneQueue.extend({ AttributeNames: z.array(z.string()).default([]) });
export const GetQueueUrl = z.object({ QueueName: z.string() });
export const ListQueues = z.object({ QueueNamePrefix: z.string().default('') });
