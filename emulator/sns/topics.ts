import { randomUUID } from 'node:crypto';
import type { Clock, EpochMillis } from '../clock.ts';
import { ServiceError } from '../service.ts';
import type { DeployedTopic } from '../template/deployed-stack.ts';

/** A message that was published, as its subscribers would have got it. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  readonly attributes: { readonly [name: string]: unknown };
  readonly publishedAt: EpochMillis;
}

/** The topics of the account. Nobody is subscribed; what is published is kept for people and tests to read. */
export class Topics {
  readonly deployed: readonly DeployedTopic[];
  /** Everything published, oldest first. */
  readonly published: PublishedMessage[] = [];
  readonly #clock: Clock;
  readonly #onPublish = new Set<(message: PublishedMessage) => void>();

  constructor(deployed: readonly DeployedTopic[], clock: Clock) {
    this.deployed = deployed;
    this.#clock = clock;
  }

  onPublish(listener: (message: PublishedMessage) => void): void {
    this.#onPublish.add(listener);
  }

  has(arn: string): boolean {
    return this.deployed.some((topic) => topic.arn === arn);
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
    return published;
  }
}
