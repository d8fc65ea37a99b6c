import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { alarmsArn } from '../monitoring/self-monitoring.ts';
import type { ControllerRole } from './controller-role.ts';
import { onlyControllerPublishes } from './only-controller.ts';

export interface ControllerTopicsProps {
  readonly role: ControllerRole;
  readonly encryptionKey?: kms.IKey | undefined;
  /** One of the app's own, whose policy stays as it is. */
  readonly topic?: sns.ITopic | undefined;
  /** Addresses that are told. */
  readonly emails?: readonly string[] | undefined;
}

/** How the controller tells people: in mails, and in chats. */
export interface ControllerTopics {
  readonly topic: sns.ITopic;
  readonly chatTopic: sns.Topic;
}

export function controllerTopics(
  scope: Construct,
  { role, encryptionKey, topic: own, emails = [] }: ControllerTopicsProps,
): ControllerTopics {
  const props = {
    displayName: 'Rollback controller',
    enforceSSL: true,
    ...(encryptionKey && { masterKey: encryptionKey }),
  };
  const topic = own ?? new sns.Topic(scope, 'Topic', props);
  const chatTopic = new sns.Topic(scope, 'ChatTopic', props);
  for (const address of emails) topic.addSubscription(new EmailSubscription(address));
  if (own === undefined) onlyControllerPublishes(topic, { role, sources: [alarmsArn(scope)] });
  onlyControllerPublishes(chatTopic, { role });
  return { topic, chatTopic };
}
