import type { AccountIdentity } from '../account/account-identity.ts';
import type { DeployedFunction } from '../account/template/deployed-stack.ts';
import { type Requester, type ServiceSource, serviceRequester } from './iam/requester.ts';
import { compileResourcePolicy } from './iam/resource-policy.ts';
import { requireRole } from './lambda/role-check.ts';
import type { PublishedMessage, Topics } from './sns/topics.ts';
import type { Queue } from './sqs/queue.ts';
import type { Queues } from './sqs/queues.ts';

export interface ServiceDeliveriesOptions {
  readonly identity: AccountIdentity;
  readonly queues: Queues;
  readonly topics: Topics;
}

type Attributes = { readonly [name: string]: string };

/** What services of AWS put into queues and topics, if these let them. */
export class ServiceDeliveries {
  readonly #identity: AccountIdentity;
  readonly #queues: Queues;
  readonly #topics: Topics;

  constructor({ identity, queues, topics }: ServiceDeliveriesOptions) {
    this.#identity = identity;
    this.#queues = queues;
    this.#topics = topics;
  }

  /** Lambda hands the record of a failed invocation to its destination, under the role of the function. */
  deliverRecord(source: DeployedFunction, destinationArn: string, record: string): void {
    const purpose = 'deliver the record of a failed invocation';
    if (this.#topics.has(destinationArn)) {
      requireRole(source, ['sns:Publish'], destinationArn, purpose, this.#topics.policyOf(destinationArn));
      this.#topics.publish({ topicArn: destinationArn, message: record, attributes: {} });
      return;
    }
    const queue = this.#queue(destinationArn);
    requireRole(source, ['sqs:SendMessage'], destinationArn, purpose, queue.deployed.policy);
    put(queue, record, {});
  }

  /** A service sends a message for one of its resources; attributes are text. Throws where the queue's policy does not allow it. */
  send(by: ServiceSource, queueArn: string, body: string, attributes: Attributes): void {
    const queue = this.#queue(queueArn);
    if (!this.#lets(by, queue)) throw new Error(`the policy of ${queueArn} does not let ${named(by)} send to it`);
    put(queue, body, attributes);
  }

  /** SNS delivers a notification of a topic. One that the queue does not take is lost (SNS: "Client-side errors"). */
  notify(topicArn: string, queueArn: string, body: string): void {
    const queue = this.#queues.byArn(queueArn);
    if (queue === undefined || !this.#lets({ service: 'sns.amazonaws.com', sourceArn: topicArn }, queue)) return;
    put(queue, body, {});
  }

  /** A service publishes for one of its resources. Throws where the topic's policy does not allow it. */
  publish(by: ServiceSource, message: Pick<PublishedMessage, 'topicArn' | 'subject' | 'message'>): void {
    const policy = this.#topics.policyOf(message.topicArn);
    const verdict = policy && compileResourcePolicy(policy)(this.#requester(by), 'sns:Publish', message.topicArn);
    if (verdict !== undefined && verdict !== 'allowed') {
      throw new Error(`the policy of ${message.topicArn} does not let ${named(by)} publish to it`);
    }
    this.#topics.publish({ ...message, attributes: {} });
  }

  #lets(by: ServiceSource, { deployed: { arn, policy = [] } }: Queue): boolean {
    return compileResourcePolicy(policy)(this.#requester(by), 'sqs:SendMessage', arn) === 'allowed';
  }

  #queue(arn: string): Queue {
    const queue = this.#queues.byArn(arn);
    if (queue === undefined) throw new Error(`there is no queue ${arn}`);
    return queue;
  }

  #requester(by: ServiceSource): Requester {
    return serviceRequester(by, this.#identity);
  }
}

function put(queue: Queue, body: string, attributes: Attributes): void {
  queue.send({
    body,
    senderArn: 'AWS',
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  });
}

function named({ service, sourceArn }: ServiceSource): string {
  return `${service} for ${sourceArn}`;
}
