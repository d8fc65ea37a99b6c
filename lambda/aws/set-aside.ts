import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SetAside } from '../ports.ts';
import { reading } from './errors.ts';

/** So long a message that was taken is hidden from others; longer than a redrive takes. */
const HIDDEN_SECONDS = 60;
/** With a wait SQS asks all of its servers; without, messages may be there and not be found (API:ReceiveMessage). */
const WAIT_SECONDS = 1;

/** What lies in a queue for a person to look into: messages that failed too often, or events that could not be handled. */
export function sqsSetAside(client: SQSClient, queueUrl: string): SetAside {
  const of = { QueueUrl: queueUrl };
  return {
    take: async (how) => {
      const input = {
        ...of,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: how === 'patiently' ? WAIT_SECONDS : 0,
      };
      const { Messages = [] } = await reading('what was set aside', 'sqs:ReceiveMessage', () =>
        client.send(new ReceiveMessageCommand(input)),
      );
      return Messages.map(({ MessageId: id = '', ReceiptHandle: handle = '', Body: body = '' }) => ({
        id,
        body,
        remove: async () => {
          await client.send(new DeleteMessageCommand({ ...of, ReceiptHandle: handle }));
        },
        putBack: async () => {
          const input = { ...of, ReceiptHandle: handle, VisibilityTimeout: 0 };
          await reading('what was set aside', 'sqs:ChangeMessageVisibility', () =>
            client.send(new ChangeMessageVisibilityCommand(input)),
          );
        },
      }));
    },
  };
}
