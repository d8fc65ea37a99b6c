import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { messageOf } from '../message.ts';
import type { Announcer, Log } from '../ports.ts';
import { awsFailure } from './errors.ts';

/**
 * Messages to people. A topic that cannot be reached must not stop a rollback from being followed: the failure is logged
 * and counted (an alarm watches the count), and the history holds what was to be said.
 */
export function snsAnnouncer(client: SNSClient, topicArn: string, log: Log): Announcer {
  return {
    announce: async (key, entry) => {
      const { subject, text } = messageOf(key, entry);
      try {
        await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
      } catch (error) {
        const failure = awsFailure(error);
        if (failure === undefined) throw error;
        log.unannounced(key, entry, `${failure.name}: ${failure.message}`);
      }
    },
  };
}
