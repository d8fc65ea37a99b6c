import { randomUUID } from 'node:crypto';
import type { Clock, EpochMillis } from '../../account/clock.ts';
import type { DeployedTopic } from '../../account/template/deployed-stack.ts';
import { ServiceError } from '../service.ts';

/** A message that was published, as its subscribers would have got it. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  readonly attributes: { readonly [name: string]: unknown };
  readonly publishedAt: EpochMillis;
}

/** A subscription as SNS lists it; `PendingConfirmation` stands for the ARN of one that is not confirmed. */
export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** Whoever looks at the local account reads what is published. */
const READER: Subscription = { protocol: 'email', endpoint: 'reader@local-account.example', isConfirmed: true };

/** Gets what is published to one topic. */
export interface Subscriber {
  readonly topicArn: string;
  readonly deliver: (message: PublishedMessage) => void;
}

/** The topics of the account. What is published is kept for people and tests to read, and handed to who is subscribed. */
export class Topics {
  readonly #deployed = new Map<string, DeployedTopic>();
  /** Everything published, oldest first. */
  readonly published: PublishedMessage[] = [];
  readonly #clock: Clock;
  readonly #onPublish = new Set<(message: PublishedMessage) => void>();
  readonly #subscribers = new Set<Subscriber>();
  readonly #listed = new Map<string, readonly Subscription[]>();

  constructor(deployed: readonly DeployedTopic[], clock: Clock) {
    this.#clock = clock;
    for (const topic of deployed) this.add(topic);
  }

  get deployed(): readonly DeployedTopic[] {
    return [...this.#deployed.values()];
  }

  add(topic: DeployedTopic): void {
    this.#deployed.set(topic.arn, topic);
  }

  /** Its subscriptions go with it (API:DeleteTopic). */
  remove(arn: string): void {
    this.#deployed.delete(arn);
    for (const subscriber of this.#subscribers) {
      if (subscriber.topicArn === arn) this.#subscribers.delete(subscriber);
    }
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  /** Sets who is listed as subscribed to a topic, until then one reader; nobody of them is delivered to. */
  list(topicArn: string, subscriptions: readonly Subscription[]): void {
    this.#listed.set(topicArn, subscriptions);
  }

  /** @throws ServiceError NotFound */
  subscriptionsOf(topicArn: string): readonly Subscription[] {
    if (!this.has(topicArn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    return this.#listed.get(topicArn) ?? [READER];
  }

  onPublish(listener: (message: PublishedMessage) => void): void {
    this.#onPublish.add(listener);
  }

  has(arn: string): boolean {
    return this.#deployed.has(arn);
  }

  /** Undefined where the topic has none of its own. */
  policyOf(arn: string): DeployedTopic['policy'] {
    return this.deployed.find((topic) => topic.arn === arn)?.policy;
  }

  /** @throws ServiceError NotFound */
  publish(message: Omit<PublishedMessage, 'messageId' | 'publishedAt'>): PublishedMessage {
    if (!this.has(message.topicArn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    const published = { ...message, messageId: randomUUID(), publishedAt: this.#clock.now() };
    this.published.push(published);
    for (const listener of this.#onPublish) listener(published);
    for (const { topicArn, deliver } of this.#subscribers) {
      if (topicArn === published.topicArn) deliver(published);
    }
    return published;
  }
}
