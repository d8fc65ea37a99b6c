import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { ControllerTable } from './controller-table.ts';

export interface ControllerResources {
  readonly logGroup: logs.ILogGroup;
  readonly table: ControllerTable;
  readonly watchQueue: sqs.IQueue;
  readonly failedEvents: sqs.IQueue;
  /** What the command `redrive` brings back lies in these. */
  readonly setAside: readonly sqs.IQueue[];
  readonly topics: readonly sns.ITopic[];
}

/** The function's own role, without managed policies of AWS: those reach every log group of the account. */
export class ControllerRole extends iam.Role {
  constructor(scope: Construct, id: string, roleName?: string) {
    super(scope, id, {
      description: 'What the rollback controller may do.',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      ...(roleName !== undefined && { roleName }),
    });
  }

  /** What the controller needs whatever it guards; the permissions of the guarded stages are apart. */
  allow(resources: ControllerResources): void {
    const grant = (resourceArns: string[], ...actions: string[]) =>
      this.addToPolicy(new iam.PolicyStatement({ actions, resources: resourceArns }));
    grant([resources.logGroup.logGroupArn], 'logs:CreateLogStream', 'logs:PutLogEvents');
    grant([resources.table.tableArn], 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    grant([resources.watchQueue.queueArn, resources.failedEvents.queueArn], 'sqs:SendMessage');
    grant(
      resources.setAside.map(({ queueArn }) => queueArn),
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility',
    );
    grant(
      resources.topics.map(({ topicArn }) => topicArn),
      'sns:Publish',
      'sns:ListSubscriptionsByTopic',
    );
    const bus = { service: 'events', resource: 'event-bus', resourceName: 'default' };
    grant([Stack.of(this).formatArn(bus)], 'events:PutEvents');
    this.#allowAccountWideReading();
  }

  #allowAccountWideReading(): void {
    this.addToPolicy(
      new iam.PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory', 'events:ListRules'],
        resources: ['*'],
      }),
    );
    acknowledge(this, {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'CloudWatch: DescribeAlarms and DescribeAlarmHistory return composite alarms only to callers allowed on "*". EventBridge: ListRules takes no resource (Service Authorization Reference). Reading only.',
    });
  }

  /** Whether an object exists is told to who may get it; that it does not, to who may list its bucket, too (API:HeadObject). */
  allowArtifacts(buckets: readonly string[]): void {
    const s3 = { service: 's3', region: '', account: '' };
    const arns = buckets.map((resource) => Stack.of(this).formatArn({ ...s3, resource }));
    this.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: arns }));
    this.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: arns.map((arn) => `${arn}/*`) }));
    const reason = 'The artifacts of any execution of any pipeline may lie in the buckets that the deployer has named.';
    for (const name of buckets) {
      const what = Token.isUnresolved(name) ? '' : `[Resource::arn:<AWS::Partition>:s3:::${name}/*]`;
      acknowledge(this, { id: `AwsSolutions-IAM5${what}`, reason });
    }
  }

  /** Network interfaces in a VPC. EC2 has no resource for most of these actions, and Lambda makes the interfaces (L:configuration-vpc). */
  allowVpc(): void {
    this.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: ['*'],
      }),
    );
  }
}
