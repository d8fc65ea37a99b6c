import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type EpochMillis, SECOND } from '../decision/time.ts';
import { encodeRest, encodeWatch } from '../intake/watch-message.ts';
import type { WatchQueue } from '../ports.ts';

/** SQS delays a message by 900 seconds at most. */
const MAX_DELAY_SECONDS = 900;

/** Messages to ourselves, delayed by SQS. */
export function sqsWatchQueue(client: SQSClient, queueUrl: string, clock: () => EpochMillis): WatchQueue {
  return {
    send: async (message) => {
      const seconds = Math.ceil((message.dueAt - clock()) / SECOND);
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: encodeWatch(message),
          DelaySeconds: Math.min(MAX_DELAY_SECONDS, Math.max(0, seconds)),
        }),
      );
    },
    handOn: async (rest) => {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: encodeRest(rest) }));
    },
  };
}
