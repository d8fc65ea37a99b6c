import * as z from 'zod';
import type { DeployedEventSourceMapping } from '../../account/template/deployed-stack.ts';
import type { AccountClock } from '../../account/virtual-clock.ts';
import { ServiceError } from '../service.ts';
import { md5 } from '../sqs/message-attributes.ts';
import type { Queue, ReceivedMessage } from '../sqs/queue.ts';
import { systemAttributes } from '../sqs/received-message.ts';
import type { FunctionHost } from './function-host.ts';
import type { InvocationRecord } from './invocation.ts';
import { turnsIn } from './trace-header.ts';

export interface EventSourceMappingOptions {
  readonly deployed: DeployedEventSourceMapping;
  readonly queue: Queue;
  readonly host: FunctionHost;
  readonly clock: AccountClock;
  readonly region: string;
}

/** Batches in flight at the same time: the pollers a standard queue begins with (L:services-sqs-scaling). */
const POLLERS = 5;

const BatchResponse = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Feeds the messages of a queue to a function, as soon as they are visible. What the function processed is deleted; what
 * failed comes back after the queue's visibility timeout, and goes to the dead-letter queue in the end
 * (L:services-sqs-errorhandling).
 */
export class EventSourceMapping {
  readonly #options: EventSourceMappingOptions;
  readonly #stopListening: () => void;
  #inFlight = 0;
  #stopped = false;

  constructor(options: EventSourceMappingOptions) {
    this.#options = options;
    this.#stopListening = options.deployed.enabled ? options.queue.onVisible(() => this.#poll()) : () => undefined;
  }

  /** Takes no more messages; a batch in flight is processed to its end. */
  stop(): void {
    this.#stopped = true;
    this.#stopListening();
  }

  #poll(): void {
    const { queue, deployed, clock } = this.#options;
    while (this.#inFlight < POLLERS && !this.#stopped) {
      const batch = queue.receive(deployed.batchSize);
      if (batch.length === 0) return;
      this.#inFlight++;
      // A task of its own, so that an error of the account itself reaches whoever runs the clock.
      clock.at(clock.now(), () => this.#process(batch));
    }
  }

  async #process(batch: readonly ReceivedMessage[]): Promise<void> {
    try {
      const failed = await this.#invoke(batch);
      for (const message of batch) {
        if (!failed.has(message.messageId)) this.#options.queue.delete(message.receiptHandle);
      }
    } finally {
      this.#inFlight--;
      this.#poll();
    }
  }

  /**
   * Invokes the function with the batch; answers the ids of the messages that failed. A message whose chain Lambda stops is refused
   * by itself, comes back, and is refused until it goes to the dead-letter queue. Of the chains of one batch the longest is carried
   * on. (How Lambda treats the chains of one batch is not documented.)
   */
  async #invoke(batch: readonly ReceivedMessage[]): Promise<ReadonlySet<string>> {
    const { host } = this.#options;
    const stopped = batch.filter(({ traceHeader }) => host.stopsChain(traceHeader));
    const others = batch.filter((message) => !stopped.includes(message));
    const failed = others.length === 0 ? [] : await this.#invokeWith(others);
    return new Set([...stopped.map(({ messageId }) => messageId), ...failed]);
  }

  async #invokeWith(batch: readonly ReceivedMessage[]): Promise<ReadonlySet<string>> {
    const { host, deployed } = this.#options;
    const everything = new Set(batch.map(({ messageId }) => messageId));
    const event = JSON.stringify({ Records: batch.map((message) => this.#describe(message)) });
    const [longest] = batch
      .map(({ traceHeader }) => traceHeader)
      .sort((one, other) => turnsIn(deployed.functionArn, other) - turnsIn(deployed.functionArn, one));
    const record = await host.invoke(event, undefined, undefined, longest).catch((error: unknown) => {
      if (error instanceof ServiceError && error.name === 'TooManyRequestsException') return undefined;
      throw error;
    });
    if (record === undefined || record.functionError !== undefined) return everything;
    return deployed.reportBatchItemFailures ? failures(record, everything) : new Set();
  }

  /** A record of the event (L:with-sqs); a received message with its first letters in lower case. */
  #describe(message: ReceivedMessage): object {
    return {
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: systemAttributes(message),
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            ...(StringValue !== undefined && { stringValue: StringValue }),
            ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
            stringListValues: [],
            binaryListValues: [],
            dataType: DataType,
          },
        ]),
      ),
      md5OfBody: md5(message.body),
      eventSource: 'aws:sqs',
      eventSourceARN: this.#options.queue.deployed.arn,
      awsRegion: this.#options.region,
    };
  }
}

/** The partial batch response: an unreadable answer, or an id that is not of the batch, fails the whole batch. */
function failures(record: InvocationRecord, everything: ReadonlySet<string>): ReadonlySet<string> {
  const answer: unknown = JSON.parse(record.payload);
  if (answer === null) return new Set();
  const parsed = BatchResponse.safeParse(answer);
  if (!parsed.success) return everything;
  const failed = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((messageId) => everything.has(messageId)) ? new Set(failed) : everything;
}
