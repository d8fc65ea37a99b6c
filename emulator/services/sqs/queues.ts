import type { Clock } from '../../account/clock.ts';
import type { DeployedQueue } from '../../account/template/deployed-stack.ts';
import { ServiceError } from '../service.ts';
import { Queue } from './queue.ts';

/** The queues of the account. */
export class Queues {
  readonly #clock: Clock;
  #queues: readonly Queue[] = [];

  constructor(deployed: readonly DeployedQueue[], clock: Clock) {
    this.#clock = clock;
    for (const queue of deployed) this.add(queue);
  }

  add(deployed: DeployedQueue): void {
    const { redrive } = deployed;
    const deadLetters = () => (redrive === undefined ? undefined : this.byArn(redrive.deadLetterArn));
    this.#queues = [...this.#queues, new Queue(deployed, this.#clock, deadLetters)];
  }

  remove(arn: string): void {
    this.#queues = this.#queues.filter(({ deployed }) => deployed.arn !== arn);
  }

  get all(): readonly Queue[] {
    return this.#queues;
  }

  byArn(arn: string): Queue | undefined {
    return this.#queues.find(({ deployed }) => deployed.arn === arn);
  }

  byName(name: string): Queue | undefined {
    return this.#queues.find(({ deployed }) => deployed.queueName === name);
  }

  /** Finds a queue by any URL that ends in `ACCOUNT/NAME`: the host of a queue URL differs between AWS and here. */
  byUrl(url: string): Queue | undefined {
    const [account, name] = url.split('/').slice(-2);
    return this.#queues.find(({ deployed }) => deployed.queueName === name && deployed.arn.split(':')[4] === account);
  }
}

/** @throws ServiceError QueueDoesNotExist */
export function existing(queue: Queue | undefined): Queue {
  if (queue !== undefined) return queue;
  throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}
