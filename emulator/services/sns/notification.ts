import type { PublishedMessage } from './topics.ts';

/** What a queue that is subscribed to a topic gets, without raw delivery (SNS:sns-message-and-json-formats); unsigned. */
export function notification({ messageId, topicArn, subject, message, publishedAt }: PublishedMessage): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: new Date(publishedAt).toISOString(),
  });
}
