import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { MaxRollbacks } from './controller/max-rollbacks.ts';
import type { Scope } from './guards/guard-scope.ts';
import type { Spokes } from './spoke/spokes.ts';

/** How a controller is set up. */
export interface RollbackControllerProps {
  /**
   * The key that encrypts the table, the queues, the topics, the logs and the function's environment. The controller adds to the policy of
   * a key of the same app what it needs; an imported key has to allow the function, EventBridge, CloudWatch and CloudWatch Logs itself.
   * @default - keys that AWS owns
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * The VPC that the function runs in. It needs a way to the APIs of CodePipeline, CloudWatch, DynamoDB, SQS, SNS and EventBridge, to S3 of the region, where stacks that declare guards are answered, and with spokes to STS.
   * @default - none
   */
  readonly vpc?: ec2.IVpc;
  /**
   * The subnets of the VPC.
   * @default - those with a way out
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * The security groups of the function in the VPC.
   * @default - one of its own
   */
  readonly securityGroups?: readonly ec2.ISecurityGroup[];
  /**
   * How many invocations may run at once, which are also kept free for it. Fewer than 5 make a storm of alarms wait.
   * @default - as many as the account has free
   */
  readonly reservedConcurrentExecutions?: number;
  /**
   * Tracing with X-Ray.
   * @default - none
   */
  readonly tracing?: lambda.Tracing;
  /**
   * The permissions boundary of the roles.
   * @default - that of the app's context, if any
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /**
   * Name of the function's role.
   * @default - CloudFormation's
   */
  readonly roleName?: string;
  /**
   * The topic that people are told by, if there is one already. Its policy stays its owner's: it has to let the function's role and the
   * alarms of the account publish.
   * @default - a new one
   */
  readonly topic?: sns.ITopic;
  /**
   * The table of stage records and decision records, if there is one already: of an earlier controller, say. Its keys are the strings `pk`
   * and `sk`, its time to live is `expiresAt`.
   * @default - a new one
   */
  readonly table?: dynamodb.ITable;
  /**
   * What becomes of the table and the log group when the stack is deleted.
   * @default - the table is kept, the log group deleted
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * How long one invocation of the function may take.
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;
  /**
   * How long a claim on a stage is valid; at least 5 seconds longer than `timeout`, at most 1,795 seconds.
   * @default Duration.seconds(40)
   */
  readonly lease?: Duration;
  /**
   * Of the function, in MB: its share of a processor grows with it (1,769 MB are one). The default is by measurement (docs/performance.md).
   * @default 1024
   */
  readonly memorySize?: number;
  /**
   * How long the function's log is kept: by default as long as audits ask for.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * The most incidents that may roll back automatically across all guards in a time: that many releases are not bad at once. Beyond it nothing
   * is rolled back but by hand; `false` for no limit.
   * @default { count: 5, minutes: 10 }
   */
  readonly maxRollbacks?: MaxRollbacks | false;
  /**
   * Accounts and regions besides its own whose alarms may guard stages (docs/spokes.md).
   * @default - none
   */
  readonly spokes?: Spokes;
  /**
   * What may be rolled back. Guards of other stacks need a scope that covers them, and so do more guards than one role's policies can list.
   * @default - exactly the stages that the controller's own stack guards
   */
  readonly scope?: Scope;
  /**
   * Names of the buckets of pipelines' artifacts in which the daily check looks whether what a rollback would deploy is still there. It takes a
   * permission of its own: to get the objects of these buckets, and to list them.
   * @default - none
   */
  readonly artifactBuckets?: readonly string[];
  /**
   * How long decision records are kept, in whole days.
   * @default Duration.days(365)
   */
  readonly decisionRetention?: Duration;
  /**
   * E-mail addresses that are told about rollbacks, failures and the holds a person should know of.
   * @default - none
   */
  readonly notifyEmails?: readonly string[];
  /**
   * A CloudWatch dashboard of the guarded alarms, the decisions and the controller itself.
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Saved test events in the Test tab of the function, about the first guard.
   * @default true
   */
  readonly testEvents?: boolean;
  /**
   * URL of the runbook, for messages, the alarms on the controller itself and the dashboard.
   * @default - the one in the repository of this library
   */
  readonly runbook?: string;
  /**
   * What the keys of the stack's outputs begin with that name what the runbook needs.
   * @default - the id of the construct
   */
  readonly outputPrefix?: string;
}
