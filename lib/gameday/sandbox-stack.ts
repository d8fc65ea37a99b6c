import { CfnOutput, DefaultStackSynthesizer, Duration, RemovalPolicies, Stack, Tags } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RollbackController } from '../rollback-controller.ts';
import { BAKE_MINUTES, type Day, METRIC, NAMESPACE, PROD, pipelinesOf, TAG } from './day.ts';
import { addPipelines } from './sandbox-pipelines.ts';

/** Names of the stack's outputs. */
export const OUTPUTS = {
  functionName: 'FunctionName',
  controllerRole: 'ControllerRole',
  alarm: 'AlarmName',
  heard: 'HeardQueueUrl',
  taggedRole: 'TaggedRoleArn',
} as const;

/** Assets lie in the day's bucket: an account need not be bootstrapped for a game day. */
class BucketOfTheDay extends DefaultStackSynthesizer {
  constructor({ bucket }: Day) {
    super({ fileAssetsBucketName: bucket, bucketPrefix: 'assets/', generateBootstrapVersionRule: false });
  }

  /** These as their interface has them, under `exactOptionalPropertyTypes`. */
  override get bootstrapQualifier(): string {
    return super.bootstrapQualifier ?? '';
  }

  override get lookupRole(): string {
    return super.lookupRole ?? '';
  }

  override get cloudFormationExecutionRole(): string {
    return super.cloudFormationExecutionRole ?? '';
  }
}

/**
 * A controller of its own with one guard, and what it guards: everything that a game day needs, and nothing that outlives
 * the stack. Only the bucket is made before it: template, code and sources come from there.
 */
export class SandboxStack extends Stack {
  constructor(scope: Construct, day: Day) {
    super(scope, day.name, {
      description: 'Rollback game day: a rehearsal, safe to delete.',
      synthesizer: new BucketOfTheDay(day),
    });
    addPipelines(this, day);
    const alarm = new cloudwatch.Alarm(this, 'Alarm', {
      metric: new cloudwatch.Metric({
        namespace: NAMESPACE,
        metricName: METRIC,
        dimensionsMap: { Day: day.name },
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const controller = new RollbackController(this, 'Controller', {
      dashboard: false,
      testEvents: false,
      logRetention: RetentionDays.ONE_WEEK,
    });
    controller.guard({ pipeline: day.shop, stage: PROD, alarms: [alarm], bakeMinutes: BAKE_MINUTES });
    const heard = this.#listen(controller, day);
    const tagged = this.#taggedRole(day);
    this.#output(OUTPUTS.functionName, controller.function.functionName);
    this.#output(OUTPUTS.controllerRole, controller.role.roleName);
    this.#output(OUTPUTS.alarm, alarm.alarmName);
    this.#output(OUTPUTS.heard, heard.queueUrl);
    this.#output(OUTPUTS.taggedRole, tagged.roleArn);
    Tags.of(this).add(TAG, day.name);
    RemovalPolicies.of(this).destroy();
  }

  /** A queue that hears what people are told, what machines are, and of the stages that may be skipped. */
  #listen(controller: RollbackController, day: Day): sqs.Queue {
    const heard = new sqs.Queue(this, 'Heard', { enforceSSL: true, visibilityTimeout: Duration.seconds(30) });
    controller.topic.addSubscription(new SqsSubscription(heard));
    new events.Rule(this, 'Decisions', {
      eventPattern: { source: ['rollback-controller'], detail: { pipeline: [day.shop] } },
      targets: [new SqsQueue(heard)],
    });
    new events.Rule(this, 'Stages', {
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Stage Execution State Change'],
        detail: { pipeline: [day.optional] },
      },
      targets: [new SqsQueue(heard)],
    });
    return heard;
  }

  /** May roll back whatever carries the day's tag, and nothing by name: to see whether stages carry their pipeline's tags. */
  #taggedRole(day: Day): iam.Role {
    return new iam.Role(this, 'Tagged', {
      assumedBy: new iam.AccountPrincipal(this.account),
      inlinePolicies: {
        ByTag: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['codepipeline:RollbackStage'],
              resources: pipelinesOf(day).map((name) => `${this.#pipelineArn(name)}/*`),
              conditions: { StringEquals: { [`aws:ResourceTag/${TAG}`]: day.name } },
            }),
          ],
        }),
      },
    });
  }

  #pipelineArn(name: string): string {
    return this.formatArn({ service: 'codepipeline', resource: name });
  }

  #output(key: string, value: string): void {
    new CfnOutput(this, key, { key, value });
  }
}
