import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { Principals } from '../../../../emulator/services/iam/principals.ts';
import { EventSourceMapping } from '../../../../emulator/services/lambda/event-source-mapping.ts';
import { FunctionHost } from '../../../../emulator/services/lambda/function-host.ts';
import { Queues } from '../../../../emulator/services/sqs/queues.ts';
import { deployedQueue } from '../sqs/deployed-queue.ts';
import { IDENTITY, writtenFunction } from './written-function.ts';

const START = Date.UTC(2030, 5, 1, 12);
const MINUTE = 60_000;
const SENDER = 'arn:aws:iam::111122223333:user/administrator';
const running: FunctionHost[] = [];

const dead = deployedQueue('watch-dead');
const watch = deployedQueue('watch', {
  visibilityTimeoutSeconds: 60,
  redrive: { deadLetterArn: dead.arn, maxReceiveCount: 3 },
});

async function mapping(source: string, { batchSize = 10, enabled = true, timeoutSeconds = 20 } = {}) {
  const clock = new VirtualClock({ start: START });
  const queues = new Queues([watch, dead], clock);
  const [queue, deadLetters] = queues.all;
  if (queue === undefined || deadLetters === undefined) throw new Error('two queues were deployed');
  const host = await FunctionHost.start({
    deployed: await writtenFunction(source, { timeoutSeconds }),
    identity: IDENTITY,
    clock,
    endpointUrl: 'http://127.0.0.1:9',
    principals: new Principals(IDENTITY),
    concurrency: 3,
  });
  running.push(host);
  const deployed = {
    functionArn: host.deployed.arn,
    queueArn: queue.deployed.arn,
    batchSize,
    reportBatchItemFailures: true,
    enabled,
  };
  new EventSourceMapping({ deployed, queue, host, clock, region: 'eu-west-1' });
  return { clock, queue, deadLetters, host };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.stop()));
});

describe('EventSourceMapping', () => {
  it('hands a message over when its delay ends, in the shape of an SQS event, and deletes it', async () => {
    const { clock, queue, host } = await mapping('export const handler = async () => ({ batchItemFailures: [] });');
    const sent = queue.send({
      body: 'look again',
      senderArn: SENDER,
      delaySeconds: 300,
      attributes: { kind: { DataType: 'String', StringValue: 'watch' } },
    });
    await clock.advance(299_000);
    expect(host.invocations).toEqual([]);
    await clock.advance(10 * MINUTE);
    expect(host.invocations).toHaveLength(1);
    expect(JSON.parse(host.invocations[0]?.event ?? '')).toEqual({
      Records: [
        {
          messageId: sent.messageId,
          receiptHandle: expect.any(String),
          body: 'look again',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: String(START),
            SenderId: SENDER,
            ApproximateFirstReceiveTimestamp: String(START + 300_000),
          },
          messageAttributes: {
            kind: { stringValue: 'watch', stringListValues: [], binaryListValues: [], dataType: 'String' },
          },
          md5OfBody: 'c5db93640998b23c46dae8ff8a169ffc',
          eventSource: 'aws:sqs',
          eventSourceARN: watch.arn,
          awsRegion: 'eu-west-1',
        },
      ],
    });
    expect(queue.messages).toEqual([]);
  });

  it('deletes what succeeded of a batch; the rest comes back after the visibility timeout and ends in the dead-letter queue', async () => {
    const { clock, queue, deadLetters, host } = await mapping(`
      export const handler = async ({ Records }) => ({
        batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })),
      });
    `);
    queue.send({ body: 'good', senderArn: SENDER });
    queue.send({ body: 'bad', senderArn: SENDER });
    await clock.advance(30_000);
    expect(queue.messages.map(({ body }) => body)).toEqual(['bad']);
    await clock.advance(10 * MINUTE);
    expect(queue.messages).toEqual([]);
    expect(deadLetters.messages.map(({ body }) => body)).toEqual(['bad']);
    const counts = host.invocations.flatMap(({ event }) =>
      JSON.parse(event)
        .Records.filter(({ body }: { body: string }) => body === 'bad')
        .map(
          ({ attributes }: { attributes: { ApproximateReceiveCount: string } }) => attributes.ApproximateReceiveCount,
        ),
    );
    expect(counts).toEqual(['1', '2', '3']);
  });

  it.each([
    ['a malformed answer', 'export const handler = async () => ({ batchItemFailures: [{ messageId: "x" }] });'],
    [
      'an id that is not of the batch',
      'export const handler = async () => ({ batchItemFailures: [{ itemIdentifier: "x" }] });',
    ],
    ['an answer that is no object', 'export const handler = async () => "done";'],
    ['an error', 'export const handler = async () => { throw new Error("no"); };'],
    ['a process that ends', 'export const handler = async () => process.exit(3);'],
  ])('brings the whole batch back after %s', async (_name, source) => {
    const { clock, queue, host } = await mapping(source);
    queue.send({ body: 'one', senderArn: SENDER });
    queue.send({ body: 'two', senderArn: SENDER });
    await clock.advance(30_000);
    expect(queue.messages).toHaveLength(2);
    const before = host.invocations.length;
    await clock.advance(45_000);
    expect(host.invocations.length).toBeGreaterThan(before);
  });

  it('takes an answer of nothing as success', async () => {
    const { clock, queue } = await mapping('export const handler = async () => {};');
    queue.send({ body: 'one', senderArn: SENDER });
    await clock.advance(1_000);
    expect(queue.messages).toEqual([]);
  });

  it('brings throttled batches back after the visibility timeout', async () => {
    const { clock, queue, host } = await mapping(
      'export const handler = async () => { await new Promise((done) => setTimeout(done, 100)); };',
      { batchSize: 1 },
    );
    for (const body of ['1', '2', '3', '4', '5']) queue.send({ body, senderArn: SENDER });
    await clock.advance(3 * MINUTE);
    expect(host.invocations).toHaveLength(5);
    expect(queue.messages).toEqual([]);
  });

  it('leaves the messages alone while it is disabled', async () => {
    const { clock, queue, host } = await mapping('export const handler = async () => {};', { enabled: false });
    queue.send({ body: 'one', senderArn: SENDER });
    await clock.advance(MINUTE);
    expect(host.invocations).toEqual([]);
    expect(queue.counts()).toEqual({ visible: 1, notVisible: 0, delayed: 0 });
  });
});
