import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Entry } from '../decision/entry.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { Log } from '../log/log.ts';
import { chatOf } from '../messages/chat.ts';
import { decisionDetailOf, EVENT_DETAIL_TYPE, EVENT_SOURCE } from '../messages/decision-event.ts';
import { emailOf } from '../messages/email.ts';
import { type Message, messageOf } from '../messages/message.ts';
import type { Place } from '../messages/place.ts';
import type { Announcer } from '../ports.ts';
import { awsFailure } from './errors.ts';

/** One way to tell: resolves to what went wrong, if AWS said no without an error. */
export interface Channel {
  readonly name: string;
  tell(key: StageKey, entry: Entry, message: Message): Promise<string | undefined>;
}

/**
 * Tells people and machines over every channel at once. A channel that cannot be reached must not keep the others from
 * being tried, nor a rollback from being followed: the failure is logged and counted (an alarm watches the count), and the
 * history holds what was to be said.
 */
export function announcer(channels: readonly Channel[], place: Place, log: Log): Announcer {
  return {
    announce: async (key, entry) => {
      const message = messageOf(key, entry, place);
      const told = await Promise.allSettled(channels.map((channel) => channel.tell(key, entry, message)));
      const unexpected: unknown[] = [];
      const problems: string[] = [];
      for (const [index, result] of told.entries()) {
        const problem = result.status === 'fulfilled' ? result.value : awsFailure(result.reason)?.problem;
        if (problem !== undefined) problems.push(`${channels[index]?.name}: ${problem}`);
        else if (result.status === 'rejected') unexpected.push(result.reason);
      }
      for (const problem of problems) log.unannounced(key, entry, problem);
      const [first] = unexpected;
      if (first !== undefined) throw first;
      return problems;
    },
  };
}

export function emailChannel(client: SNSClient, topicArn: string): Channel {
  return {
    name: 'topic',
    tell: async (_key, _entry, message) => {
      const { subject, text } = emailOf(message);
      await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
      return undefined;
    },
  };
}

export function chatChannel(client: SNSClient, topicArn: string, place: Place): Channel {
  return {
    name: 'chat topic',
    tell: async (key, entry, message) => {
      const notification = chatOf(message, entry, pipelineArn(key, place));
      await client.send(new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(notification) }));
      return undefined;
    },
  };
}

/** Events on the default event bus. PutEvents answers for each event on its own, without an error. */
export function eventChannel(client: EventBridgeClient, place: Place): Channel {
  return {
    name: 'event bus',
    tell: async (key, entry, message) => {
      const event = {
        Source: EVENT_SOURCE,
        DetailType: EVENT_DETAIL_TYPE,
        Resources: [pipelineArn(key, place)],
        Time: new Date(entry.at),
        Detail: JSON.stringify(decisionDetailOf(key, entry, message)),
      };
      const { Entries: [answer] = [] } = await client.send(new PutEventsCommand({ Entries: [event] }));
      return answer?.ErrorCode === undefined ? undefined : `${answer.ErrorCode}: ${answer.ErrorMessage}`;
    },
  };
}

function pipelineArn({ pipeline }: StageKey, { partition, region, account }: Place): string {
  return `arn:${partition}:codepipeline:${region}:${account}:${pipeline}`;
}
