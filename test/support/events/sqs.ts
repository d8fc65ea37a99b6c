import type { Json } from './alarm-state-change.ts';

/** SQS records as an event source mapping delivers them. */
export function sqsRecords(...bodies: readonly string[]): Json {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index + 1}`,
      receiptHandle: 'AQEB...',
      body,
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1768036798989' },
      messageAttributes: {},
      md5OfBody: 'd41d8cd98f00b204e9800998ecf8427e',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:watch',
      awsRegion: 'eu-west-1',
    })),
  };
}
