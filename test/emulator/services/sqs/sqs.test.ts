import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import type { FrontDoor } from '../../../../emulator/account/front-door/front-door.ts';
import { Queues } from '../../../../emulator/services/sqs/queues.ts';
import { createSqs } from '../../../../emulator/services/sqs/sqs.ts';
import { IDENTITY, openedDoor, START } from '../../opened-door.ts';
import { deployedQueue } from './deployed-queue.ts';

const dead = deployedQueue('watch-dead');
const watch = deployedQueue('watch', { redrive: { deadLetterArn: dead.arn, maxReceiveCount: 2 } });
const open: FrontDoor[] = [];

async function account() {
  const { clock, door, client } = await openedDoor();
  open.push(door);
  const queues = new Queues([watch, dead], clock);
  const queueUrl = ({ deployed }: { deployed: { queueName: string } }) =>
    `${door.url}/${IDENTITY.accountId}/${deployed.queueName}`;
  door.serve(createSqs({ identity: IDENTITY, clock, queues, queueUrl }));
  const sqs = new SQSClient(client);
  const QueueUrl = `${door.url}/${IDENTITY.accountId}/watch`;
  return { clock, door, queues, sqs, QueueUrl };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((door) => door.close()));
});

describe('SQS', () => {
  it('sends and receives with the checksums that the SDK verifies', async () => {
    const { sqs, QueueUrl } = await account();
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'watch' },
      blob: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 3) },
    };
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'höllo', MessageAttributes }));
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, AttributeNames: ['All'], MessageAttributeNames: ['All'] }),
    );
    expect(Messages).toHaveLength(1);
    expect(Messages[0]).toMatchObject({ MessageId: sent.MessageId, Body: 'höllo', MessageAttributes });
    expect(Messages[0]?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    expect(Messages[0]?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SentTimestamp: String(START) });
  });

  it('computes the checksums as documented: lengths in four bytes, type 1 for text', async () => {
    const { sqs, QueueUrl } = await account();
    const sent = await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'This is a test message',
        MessageAttributes: { test_attribute_name_1: { DataType: 'String', StringValue: 'test_attribute_value_1' } },
      }),
    );
    expect(sent.MD5OfMessageBody).toBe('fafb00f5732ab283681e124bf8747ed1');
    expect(sent.MD5OfMessageAttributes).toBe('ba056227cfd9533dba1f72ad9816d233');
  });

  it('hides a message for its delay and, once received, for the visibility timeout', async () => {
    const { clock, sqs, QueueUrl } = await account();
    const receive = async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0];
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 900 }));
    expect(await receive()).toBeUndefined();
    await clock.advance(900_000);
    expect(await receive()).toMatchObject({ Body: 'later' });
    expect(await receive()).toBeUndefined();
    await clock.advance(30_000);
    const again = await receive();
    expect(again).toMatchObject({ Body: 'later' });
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle, VisibilityTimeout: 120 }),
    );
    await clock.advance(119_000);
    expect(await receive()).toBeUndefined();
  });

  it('moves a message that was received too often to the dead-letter queue', async () => {
    const { clock, queues, sqs, QueueUrl } = await account();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    for (let receive = 0; receive < 3; receive++) {
      await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      await clock.advance(30_000);
    }
    expect(queues.byName('watch')?.messages).toEqual([]);
    expect(queues.byName('watch-dead')?.messages).toMatchObject([{ body: 'poison' }]);
  });

  it('deletes by the latest receipt handle only', async () => {
    const { clock, queues, sqs, QueueUrl } = await account();
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'one' }] }));
    const first = (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0];
    await clock.advance(30_000);
    const second = (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0];
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(queues.byName('watch')?.messages).toHaveLength(1);
    await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', ReceiptHandle: second?.ReceiptHandle }] }),
    );
    expect(queues.byName('watch')?.messages).toEqual([]);
  });

  it('counts, lists, purges', async () => {
    const { sqs, QueueUrl } = await account();
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'watch' }))).QueueUrl).toBe(QueueUrl);
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'watch' }))).QueueUrls).toHaveLength(2);
    for (const DelaySeconds of [0, 0, 60]) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds }));
    }
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const attributes = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    expect((await sqs.send(attributes)).Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    });
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect((await sqs.send(attributes)).Attributes).toMatchObject({ ApproximateNumberOfMessages: '0' });
    await expect(sqs.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
  });

  it('waits for a message in account time when it is asked to', async () => {
    const { clock, queues, sqs, QueueUrl, door } = await account();
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await expect.poll(() => door.calls.count({ operation: 'ReceiveMessage' })).toBe(1);
    queues.byName('watch')?.send({ body: 'there', senderArn: 'arn:aws:iam::111122223333:user/x', delaySeconds: 10 });
    await clock.advance(10_000);
    expect((await waiting).Messages).toMatchObject([{ Body: 'there' }]);
  });

  it('refuses what SQS refuses', async () => {
    const { sqs, QueueUrl } = await account();
    const send = (changes: object) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...changes }));
    await expect(send({ DelaySeconds: 901 })).rejects.toThrow(/DelaySeconds: must be >= 0 and <= 900/);
    await expect(send({ MessageBody: 'x'.repeat(1_048_577) })).rejects.toThrow(/shorter than 1048576 bytes/);
    await expect(send({ MessageBody: '\u0001' })).rejects.toMatchObject({ name: 'InvalidMessageContents' });
    await expect(send({ QueueUrl: `${QueueUrl}-not` })).rejects.toBeInstanceOf(QueueDoesNotExist);
    const twice = { Id: 'same', MessageBody: 'x' };
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [twice, twice] }))).rejects.toMatchObject({
      name: 'BatchEntryIdsNotDistinct',
    });
  });

  it('asks IAM for the action on the queue', async () => {
    const { clock, queues } = await account();
    const { operations } = createSqs({ identity: IDENTITY, clock, queues, queueUrl: ({ deployed }) => deployed.url });
    expect(operations.SendMessageBatch?.authorize({ QueueUrl: watch.url })).toEqual([
      { action: 'sqs:SendMessage', resource: watch.arn },
    ]);
  });
});
