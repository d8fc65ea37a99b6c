import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { buildSync } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LocalAccount } from '../../../../emulator/account/local-account.ts';
import { loadAssembly } from '../../../../emulator/account/template/assembly.ts';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { IDENTITY } from './written-function.ts';

/** Sends every message that it gets back to its queue, to come in a minute, with the turn in it. */
const HANDLER = `
  import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
  const queues = new SQSClient({});
  export const handler = async (event) => {
    const turn = Number(event.Records?.[0].body ?? 0);
    if (turn === 30) return;
    await queues.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: String(turn + 1), DelaySeconds: 60 }));
  };
`;

const MAX_RECEIVES = 3;

async function loopingAssembly(recursiveLoop: lambda.RecursiveLoop | undefined): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'looping-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const code = join(directory, 'code');
  buildSync({
    stdin: { contents: HANDLER, resolveDir: import.meta.dirname },
    outfile: join(code, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const app = new App({ outdir: join(directory, 'cdk.out') });
  const stack = new Stack(app, 'Looping');
  const dead = new Queue(stack, 'Dead');
  const queue = new Queue(stack, 'Queue', {
    visibilityTimeout: Duration.minutes(1),
    deadLetterQueue: { queue: dead, maxReceiveCount: MAX_RECEIVES },
  });
  const handler = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(code),
    timeout: Duration.seconds(20),
    environment: { QUEUE_URL: queue.queueUrl },
    ...(recursiveLoop !== undefined && { recursiveLoop }),
  });
  handler.addEventSource(new SqsEventSource(queue));
  queue.grantSendMessages(handler);
  return app.synth().directory;
}

/** Starts the chain by an event that comes from outside, and lets an hour pass. */
async function loop(recursiveLoop?: lambda.RecursiveLoop) {
  const account = await LocalAccount.start({
    identity: IDENTITY,
    clock: new VirtualClock({ start: Date.UTC(2030, 5, 1, 12) }),
    stacks: loadAssembly(await loopingAssembly(recursiveLoop), IDENTITY),
  });
  onTestFinished(() => account.stop());
  const [looping] = account.functions.all;
  const [dead, queue] = account.queues.all;
  if (looping === undefined || dead === undefined || queue === undefined) throw new Error('the stack is not complete');
  looping.events.accept('{}');
  await account.clock.advance(3_600_000);
  return { account, invocations: looping.host.invocations, dead, queue };
}

describe('Lambda ends a chain of function and queue', () => {
  it('after sixteen turns: the message comes back until the queue sets it aside', async () => {
    const { invocations, dead, queue } = await loop();
    expect(invocations).toHaveLength(16);
    expect(dead.messages.map(({ body }) => body)).toEqual(['16']);
    expect(queue.messages).toEqual([]);
  });

  it('not where the template allows it', async () => {
    const { invocations, dead, queue } = await loop(lambda.RecursiveLoop.ALLOW);
    expect(invocations).toHaveLength(31);
    expect([...dead.messages, ...queue.messages]).toEqual([]);
  });

  it('and leaves alone what else is in the batch', async () => {
    const { account, invocations, dead, queue } = await loop(lambda.RecursiveLoop.TERMINATE);
    const [stopped] = dead.messages;
    queue.send({
      body: '16',
      senderArn: 'somebody',
      ...(stopped?.traceHeader && { traceHeader: stopped.traceHeader }),
    });
    queue.send({ body: '29', senderArn: 'somebody' });
    await account.clock.advance(600_000);
    expect(invocations.slice(16).map(({ event }) => JSON.parse(event).Records)).toMatchObject([
      [{ body: '29', attributes: { ApproximateReceiveCount: '1' } }],
      [
        {
          body: '30',
          attributes: { AWSTraceHeader: expect.stringMatching(/^Root=1-[^;]+;Sampled=0;Lineage=\w{8}:1$/) },
        },
      ],
    ]);
    expect(dead.messages.map(({ body }) => body)).toEqual(['16', '16']);
  });
});
