import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';

/** Who may put messages into a queue or topic of the controller. */
export interface Senders {
  /** The function's own role. */
  readonly role: iam.IRole;
  /** ARN patterns of what services of AWS may act for; no service may where there are none. */
  readonly sources?: readonly string[];
}

/**
 * Denies sending to everybody but the controller: a policy of an administrator, or of another function, may well allow it on every
 * queue of the account. What a service sends, such as EventBridge its dead letters, comes without a role
 * (IAM User Guide, "AWS global condition context keys": `aws:PrincipalIsAWSService`, `aws:SourceArn`).
 */
export function onlyControllerSends(queue: sqs.Queue, senders: Senders): void {
  const actions = ['sqs:SendMessage'];
  for (const statement of denials(actions, queue.queueArn, senders)) queue.addToResourcePolicy(statement);
}

/** The same for what is published to a topic: who is told something by it takes it for the controller's word. */
export function onlyControllerPublishes(topic: sns.ITopic, senders: Senders): void {
  const actions = ['sns:Publish'];
  for (const statement of denials(actions, topic.topicArn, senders)) topic.addToResourcePolicy(statement);
}

/**
 * The same for what is written into a table: what the controller remembers decides what it rolls back. To delete an item stays allowed to whom
 * IAM allows it: that makes the controller forget, and is how a record that cannot be read is mended.
 */
export function onlyControllerWrites(table: dynamodb.Table, role: iam.IRole): void {
  const actions = ['PutItem', 'UpdateItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate'];
  // The policy is a property of the table, which cannot name its own ARN: any resource means the table.
  for (const statement of denials(
    actions.map((action) => `dynamodb:${action}`),
    '*',
    { role },
  )) {
    table.addToResourcePolicy(statement);
  }
}

function denials(actions: readonly string[], resource: string, { role, sources = [] }: Senders): iam.PolicyStatement[] {
  const deny = (sid: string, conditions: Record<string, Record<string, unknown>>) =>
    new iam.PolicyStatement({
      sid,
      effect: iam.Effect.DENY,
      principals: [new iam.StarPrincipal()],
      actions: [...actions],
      resources: [resource],
      conditions,
    });
  // A service has no principal ARN, and to lack one is to have another: without the second condition it is denied, too.
  const another = { ArnNotEquals: { 'aws:PrincipalArn': role.roleArn } };
  if (sources.length === 0) return [deny('NobodyButTheController', another)];
  return [
    deny('NobodyButTheController', { ...another, Bool: { 'aws:PrincipalIsAWSService': 'false' } }),
    deny('NoServiceForOthers', {
      ArnNotLike: { 'aws:SourceArn': sources },
      Bool: { 'aws:PrincipalIsAWSService': 'true' },
    }),
  ];
}
