import { createHash, randomUUID } from 'node:crypto';
import type { Clock, EpochMillis } from '../../account/clock.ts';
import type { DeployedQueue } from '../../account/template/deployed-stack.ts';
import { ServiceError } from '../service.ts';
import type { MessageAttributes } from './message-attributes.ts';

/** A message as it was sent. */
export interface SentMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderArn: string;
  readonly sentAt: EpochMillis;
  /** Of the chain of requests that the message belongs to; absent where its sender knows of none. */
  readonly traceHeader?: string;
}

/** A message as it was received. */
export interface ReceivedMessage extends SentMessage {
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: EpochMillis;
  /** Set on messages that a redrive moved here. */
  readonly deadLetterSourceArn?: string;
}

export interface MessageToSend {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  /** 0 to 900; the queue's delay where absent. */
  readonly delaySeconds?: number;
  readonly senderArn: string;
  readonly traceHeader?: string;
}

interface StoredMessage extends SentMessage {
  readonly deadLetterSourceArn: string | undefined;
  visibleAt: EpochMillis;
  receiveCount: number;
  firstReceivedAt: EpochMillis;
  /** Absent while it never was received, or a redrive moved it. */
  receiptHandle: string | undefined;
}

/** Approximate numbers in AWS; here exact. */
export interface MessageCounts {
  readonly visible: number;
  readonly notVisible: number;
  readonly delayed: number;
}

/** One standard queue. Messages come in order of sending here; a consumer may not rely on it. */
export class Queue {
  readonly deployed: DeployedQueue;
  readonly #clock: Clock;
  readonly #deadLetterQueue: () => Queue | undefined;
  readonly #onVisible = new Set<() => void>();
  readonly #messages: StoredMessage[] = [];
  #lastPurge = Number.NEGATIVE_INFINITY;

  constructor(deployed: DeployedQueue, clock: Clock, deadLetterQueue: () => Queue | undefined = () => undefined) {
    this.deployed = deployed;
    this.#clock = clock;
    this.#deadLetterQueue = deadLetterQueue;
  }

  /** Every message in the queue, received or not, oldest first. */
  get messages(): readonly SentMessage[] {
    return [...this.#messages];
  }

  counts(): MessageCounts {
    const now = this.#clock.now();
    const hidden = this.#messages.filter((message) => message.visibleAt > now);
    const delayed = hidden.filter((message) => message.receiptHandle === undefined).length;
    return { visible: this.#messages.length - hidden.length, notVisible: hidden.length - delayed, delayed };
  }

  /** Calls back whenever messages become visible, by being sent or by the end of a delay or visibility timeout. */
  onVisible(listener: () => void): () => void {
    this.#onVisible.add(listener);
    return () => this.#onVisible.delete(listener);
  }

  send(message: MessageToSend): SentMessage {
    const now = this.#clock.now();
    const stored = this.#store({
      messageId: randomUUID(),
      body: message.body,
      attributes: message.attributes ?? {},
      senderArn: message.senderArn,
      sentAt: now,
      ...(message.traceHeader !== undefined && { traceHeader: message.traceHeader }),
      deadLetterSourceArn: undefined,
      visibleAt: now + (message.delaySeconds ?? this.deployed.delaySeconds) * 1000,
    });
    return stored;
  }

  /** Takes up to `count` visible messages and hides them. Those received too often go to the dead-letter queue instead. */
  receive(count: number, visibilitySeconds = this.deployed.visibilityTimeoutSeconds): ReceivedMessage[] {
    const now = this.#clock.now();
    const received: ReceivedMessage[] = [];
    for (const message of this.#messages.filter(({ visibleAt }) => visibleAt <= now)) {
      if (received.length === count) break;
      if (this.#redrive(message)) continue;
      if (message.receiveCount === 0) message.firstReceivedAt = now;
      message.receiveCount += 1;
      message.receiptHandle = createHash('sha256')
        .update(`${message.messageId}/${message.receiveCount}`)
        .digest('base64');
      this.#hideUntil(message, now + visibilitySeconds * 1000);
      const { receiptHandle, receiveCount, firstReceivedAt, deadLetterSourceArn, traceHeader } = message;
      received.push({
        messageId: message.messageId,
        body: message.body,
        attributes: message.attributes,
        senderArn: message.senderArn,
        sentAt: message.sentAt,
        receiptHandle,
        receiveCount,
        firstReceivedAt,
        ...(traceHeader !== undefined && { traceHeader }),
        ...(deadLetterSourceArn !== undefined && { deadLetterSourceArn }),
      });
    }
    return received;
  }

  /** Deletes the message. The handle of an earlier receive deletes nothing, as AWS warns of. */
  delete(receiptHandle: string): void {
    const position = this.#messages.findIndex((message) => message.receiptHandle === receiptHandle);
    if (position >= 0) this.#messages.splice(position, 1);
  }

  /**
   * Hides a received message for so long from now on.
   * @throws ServiceError MessageNotInflight when it is not hidden by a receive, ReceiptHandleIsInvalid when there is none.
   */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#messages.find((candidate) => candidate.receiptHandle === receiptHandle);
    const now = this.#clock.now();
    if (message === undefined) {
      throw new ServiceError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
      );
    }
    if (message.visibleAt <= now)
      throw new ServiceError('MessageNotInflight', 'The specified message is not in flight.');
    this.#hideUntil(message, now + seconds * 1000);
  }

  /** @throws ServiceError PurgeQueueInProgress when the last purge was less than a minute ago. */
  purge(): void {
    const now = this.#clock.now();
    if (now - this.#lastPurge < 60_000) {
      throw new ServiceError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${this.deployed.queueName} is allowed every 60 seconds.`,
        403,
      );
    }
    this.#lastPurge = now;
    this.#messages.length = 0;
  }

  #store(message: Omit<StoredMessage, 'receiveCount' | 'firstReceivedAt' | 'receiptHandle'>): StoredMessage {
    const stored = { ...message, receiveCount: 0, firstReceivedAt: 0, receiptHandle: undefined };
    this.#messages.push(stored);
    this.#hideUntil(stored, message.visibleAt);
    return stored;
  }

  #hideUntil(message: StoredMessage, time: EpochMillis): void {
    message.visibleAt = time;
    this.#clock.at(time, () => {
      if (message.visibleAt !== time || !this.#messages.includes(message)) return;
      for (const listener of this.#onVisible) listener();
    });
  }

  #redrive(message: StoredMessage): boolean {
    const most = this.deployed.redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY;
    const deadLetterQueue = this.#deadLetterQueue();
    if (message.receiveCount < most || deadLetterQueue === undefined) return false;
    this.#messages.splice(this.#messages.indexOf(message), 1);
    const { messageId, body, attributes, senderArn, sentAt, traceHeader } = message;
    deadLetterQueue.#store({
      messageId,
      body,
      attributes,
      senderArn,
      sentAt,
      ...(traceHeader !== undefined && { traceHeader }),
      deadLetterSourceArn: this.deployed.arn,
      visibleAt: this.#clock.now(),
    });
    return true;
  }
}
