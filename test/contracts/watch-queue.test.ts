import { afterAll, beforeAll } from 'vitest';
import { sqsWatchQueue } from '../../lambda/aws/watch-queue.ts';
import { decodeWatch } from '../../lambda/intake/watch-message.ts';
import { HOME } from '../support/home.ts';
import { type LocalServices, START, startLocalServices } from '../support/local-services.ts';
import { MemoryWatchQueue } from '../support/ports/memory-watch-queue.ts';
import { defineWatchQueueContract } from './watch-queue-contract.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineWatchQueueContract('in SQS', async () => {
  const { clients, queue, queueUrl, clock } = services;
  if (queue === undefined) throw new Error('the local services have a queue');
  // A test before may have left messages, received or delayed; a purge is allowed once a minute only.
  await clock.advance(900_000);
  for (const { receiptHandle } of queue.receive(10)) queue.delete(receiptHandle);
  return {
    watches: sqsWatchQueue(clients.sqs, queueUrl, () => clock.now()),
    now: clock.now(),
    pass: (seconds) => clock.advance(seconds * 1_000),
    receive: () => queue.receive(10, 60).map(({ body }) => decodeWatch(body, HOME).message),
  };
});

defineWatchQueueContract('in memory', () => {
  let now = START;
  const queue = new MemoryWatchQueue(() => now);
  return {
    watches: queue,
    now,
    pass: async (seconds) => {
      now += seconds * 1_000;
    },
    receive: () => queue.receive(10, 60_000).map(({ message }) => message),
  };
});
