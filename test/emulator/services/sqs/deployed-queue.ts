import type { DeployedQueue } from '../../../../emulator/account/template/deployed-stack.ts';

export function deployedQueue(queueName: string, changes: Partial<DeployedQueue> = {}): DeployedQueue {
  return {
    queueName,
    arn: `arn:aws:sqs:eu-west-1:111122223333:${queueName}`,
    url: `https://sqs.eu-west-1.amazonaws.com/111122223333/${queueName}`,
    delaySeconds: 0,
    visibilityTimeoutSeconds: 30,
    ...changes,
  };
}
