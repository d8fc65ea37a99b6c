import type { DeployedFunction } from '../../account/template/deployed-stack.ts';
import type { Queue } from '../sqs/queue.ts';
import type { Queues } from '../sqs/queues.ts';

/**
 * The SDK sends SQS calls to the origin of the queue URL, not to AWS_ENDPOINT_URL: queue URLs in the function's
 * environment become those of this account.
 */
export function withLocalQueues(
  deployed: DeployedFunction,
  queues: Queues,
  queueUrl: (queue: Queue) => string,
): DeployedFunction {
  const localised = (value: string) =>
    queues.all.reduce((text, queue) => (text === queue.deployed.url ? queueUrl(queue) : text), value);
  return {
    ...deployed,
    environment: Object.fromEntries(
      Object.entries(deployed.environment).map(([name, value]) => [name, localised(value)]),
    ),
  };
}
