import {
  InvalidParameterException,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import type { FrontDoor } from '../../../../emulator/account/front-door/front-door.ts';
import { createSns } from '../../../../emulator/services/sns/sns.ts';
import { Topics } from '../../../../emulator/services/sns/topics.ts';
import { openedDoor, START } from '../../opened-door.ts';

const TopicArn = 'arn:aws:sns:eu-west-1:111122223333:people';
const open: FrontDoor[] = [];

async function account() {
  const { clock, door, client } = await openedDoor();
  open.push(door);
  const topics = new Topics([{ topicName: 'people', arn: TopicArn }], clock);
  const service = createSns(topics);
  door.serve(service);
  return { clock, topics, service, sns: new SNSClient(client) };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((door) => door.close()));
});

describe('SNS', () => {
  it('keeps what is published, with its time', async () => {
    const { clock, topics, sns } = await account();
    await clock.advance(60_000);
    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn,
        Subject: 'Rolled back shop/Prod',
        Message: 'Line one\nline two & <three>',
        MessageAttributes: { outcome: { DataType: 'String', StringValue: 'rolled-back' } },
      }),
    );
    expect(topics.published).toEqual([
      {
        messageId: MessageId,
        topicArn: TopicArn,
        subject: 'Rolled back shop/Prod',
        message: 'Line one\nline two & <three>',
        attributes: { outcome: { DataType: 'String', StringValue: 'rolled-back' } },
        publishedAt: START + 60_000,
      },
    ]);
  });

  it('lists the topics', async () => {
    const { sns } = await account();
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  });

  it.each([
    ['a subject with a line break', { Subject: 'two\nlines' }],
    ['a subject of more than 100 characters', { Subject: 'x'.repeat(101) }],
    ['a subject that is not ASCII', { Subject: 'Größe' }],
    ['a message of more than 256 KB', { Message: 'x'.repeat(256 * 1024 + 1) }],
    ['an empty message', { Message: '' }],
  ])('refuses %s', async (_what, changes) => {
    const { sns, topics } = await account();
    await expect(sns.send(new PublishCommand({ TopicArn, Message: 'x', ...changes }))).rejects.toBeInstanceOf(
      InvalidParameterException,
    );
    expect(topics.published).toEqual([]);
  });

  it('takes a subject of exactly 100 characters', async () => {
    const { sns, topics } = await account();
    await sns.send(new PublishCommand({ TopicArn, Message: 'x', Subject: 'x'.repeat(100) }));
    expect(topics.published).toHaveLength(1);
  });

  it('knows only its topics, and asks IAM for them', async () => {
    const { sns, service } = await account();
    await expect(sns.send(new PublishCommand({ TopicArn: `${TopicArn}-not`, Message: 'x' }))).rejects.toBeInstanceOf(
      NotFoundException,
    );
    expect(service.operations.Publish?.authorize({ TopicArn })).toEqual([
      { action: 'sns:Publish', resource: TopicArn },
    ]);
  });
});
