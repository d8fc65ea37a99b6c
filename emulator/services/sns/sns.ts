import * as z from 'zod';
import { compileResourcePolicy } from '../iam/resource-policy.ts';
import type { Service } from '../service.ts';
import { parseInput, stringMember } from '../service-input.ts';
import type { Topics } from './topics.ts';

/** The most bytes of a message (API:Publish). */
const BYTES = 256 * 1024;

const Publish = z.object({
  TopicArn: z.string('Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter'),
  Message: z
    .string()
    .min(1, 'Empty message')
    .refine((text) => Buffer.byteLength(text) <= BYTES, 'Message too long'),
  /** "ASCII text that begins with a letter, number, or punctuation mark; no line breaks or control characters; less than 100 characters" (API:Publish, up to 100 in practice). */
  Subject: z
    .string()
    .regex(
      /^[\x21-\x7e][\x20-\x7e]{0,99}$/,
      'Subject must be 1 to 100 ASCII characters without line breaks or control characters',
    )
    .optional(),
  MessageAttributes: z.record(z.string(), z.unknown()).default({}),
});

/** Amazon SNS, in the AWS query protocol. */
export function createSns(topics: Topics): Service {
  const policies = new Map(
    topics.deployed.flatMap(({ arn, policy }) => (policy ? [[arn, compileResourcePolicy(policy)] as const] : [])),
  );
  return {
    signingName: 'sns',
    targetPrefix: 'SNS',
    operations: {
      Publish: {
        authorize: (input) => {
          const resource = stringMember(input, 'TopicArn') || stringMember(input, 'TargetArn');
          const resourcePolicy = policies.get(resource);
          return [{ action: 'sns:Publish', resource, ...(resourcePolicy && { resourcePolicy }) }];
        },
        handle: (input) => {
          const { TargetArn } = input;
          const parsed = parseInput(Publish, { ...input, TopicArn: input.TopicArn ?? TargetArn }, 'InvalidParameter');
          const { messageId } = topics.publish({
            topicArn: parsed.TopicArn,
            message: parsed.Message,
            attributes: parsed.MessageAttributes,
            ...(parsed.Subject !== undefined && { subject: parsed.Subject }),
          });
          return { MessageId: messageId };
        },
      },
      ListSubscriptionsByTopic: {
        authorize: (input) => [{ action: 'sns:ListSubscriptionsByTopic', resource: stringMember(input, 'TopicArn') }],
        handle: (input) => {
          const TopicArn = stringMember(input, 'TopicArn');
          return {
            Subscriptions: topics.subscriptionsOf(TopicArn).map(({ protocol, endpoint, isConfirmed }, index) => ({
              SubscriptionArn: isConfirmed ? `${TopicArn}:subscription-${index + 1}` : 'PendingConfirmation',
              Owner: TopicArn.split(':')[4] ?? '',
              Protocol: protocol,
              Endpoint: endpoint,
              TopicArn,
            })),
          };
        },
      },
      ListTopics: {
        authorize: () => [{ action: 'sns:ListTopics', resource: '*' }],
        handle: () => ({ Topics: topics.deployed.map(({ arn }) => ({ TopicArn: arn })) }),
      },
    },
  };
}
