import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';
import type { Subscriber, Subscribers } from '../ports.ts';
import { reading } from './errors.ts';

/** Who is subscribed to the topics. A subscription has an ARN once it is confirmed (API:ListSubscriptionsByTopic). */
export function snsSubscribers(client: SNSClient, topicArns: readonly string[]): Subscribers {
  return {
    all: () =>
      reading('the subscriptions of the topics', 'sns:ListSubscriptionsByTopic', async () => {
        const lists = await Promise.all(topicArns.map((topicArn) => subscribersOf(client, topicArn)));
        return lists.flat();
      }),
  };
}

async function subscribersOf(client: SNSClient, TopicArn: string): Promise<readonly Subscriber[]> {
  const subscribers: Subscriber[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    for (const { Endpoint: endpoint = '', Protocol: protocol = '', SubscriptionArn: arn = '' } of Subscriptions) {
      subscribers.push({ endpoint, protocol, isConfirmed: arn.startsWith('arn:') });
    }
  }
  return subscribers;
}
