import { Aws, CfnCondition, CfnResource, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALARM_BUS, SPOKE_READER_ROLE } from '../../lambda/environment.ts';
import { SPOKE_RULE } from '../../lambda/readiness/event-rule.ts';
import { acknowledge } from '../acknowledge.ts';
import { INTO_ALARM, LOOK_AT_RULE, ruleOfSpokes } from './alarm-bus.ts';

export interface RollbackSpokeProps {
  /** ARN of the role of the controller's function: output RoleArn of its stack. */
  readonly controllerRole: string;
  /** Region of the controller. */
  readonly controllerRegion: string;
  /** As in the `spokes` of the controller. */
  readonly organization: string;
  readonly externalId: string;
  /** The region of each account in which its reader role is made: IAM is global, and a StackSet deploys to several regions. */
  readonly readerRegion: string;
  /** ARNs of others in the controller's account who may look as its function does: of people who run the doctor with `--spokes`. */
  readonly alsoReadBy?: readonly string[];
}

/**
 * Makes the alarms of an account and region known to a controller elsewhere: forwards every change into ALARM to its bus, and lets it look
 * at alarms. Nothing here can change anything.
 */
export class RollbackSpoke extends Construct {
  constructor(scope: Construct, id: string, props: RollbackSpokeProps) {
    super(scope, id);
    this.#forward(props);
    this.#letRead(props);
  }

  #forward({ controllerRole, controllerRegion }: RollbackSpokeProps): void {
    const [, partition = '', , , account = ''] = controllerRole.split(':');
    const busArn = `arn:${partition}:events:${controllerRegion}:${account}:event-bus/${ALARM_BUS}`;
    const undelivered = new sqs.Queue(this, 'Undelivered', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(undelivered, { id: 'AwsSolutions-SQS3', reason: 'This is the dead-letter queue of a rule target.' });
    const role = new iam.Role(this, 'Forwarder', {
      description: 'Forwards alarm events to the bus of the rollback controller.',
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] }));
    const rule = new events.Rule(this, 'IntoAlarm', {
      ruleName: SPOKE_RULE,
      description: 'Every alarm that goes into ALARM, for the rollback controller.',
      eventPattern: {
        source: [INTO_ALARM.source],
        detailType: [INTO_ALARM.detailType],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [
        {
          bind: () => ({
            arn: busArn,
            role,
            deadLetterConfig: { arn: undelivered.queueArn },
            retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: Duration.hours(6).toSeconds() },
          }),
        },
      ],
    });
    undelivered.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [undelivered.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
    undelivered
      .metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' })
      .createAlarm(this, 'NotDelivered', {
        alarmDescription:
          'Alarms of this account and region do not reach the rollback controller: nothing is rolled back for them. Look at the messages of the queue for the reason.',
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
  }

  #letRead(props: RollbackSpokeProps): void {
    const { controllerRole, organization, externalId, readerRegion, alsoReadBy = [] } = props;
    const [, , , , account = ''] = controllerRole.split(':');
    const reader = new iam.Role(this, 'Reader', {
      roleName: SPOKE_READER_ROLE,
      description: 'Lets the rollback controller look at alarms, and at the rule that forwards them.',
      // Its ARN is in a condition: as principal it would be kept as an id, which a role that is made anew does not have.
      assumedBy: new iam.AccountPrincipal(account).withConditions({
        StringEquals: { 'sts:ExternalId': externalId, 'aws:PrincipalOrgID': organization },
        ArnEquals: { 'aws:PrincipalArn': alsoReadBy.length === 0 ? controllerRole : [controllerRole, ...alsoReadBy] },
      }),
      maxSessionDuration: Duration.hours(1),
      inlinePolicies: {
        Read: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'],
              resources: ['*'],
            }),
            new iam.PolicyStatement({
              actions: [...LOOK_AT_RULE],
              resources: [ruleOfSpokes()],
            }),
          ],
        }),
      },
    });
    const isReaderRegion = new CfnCondition(this, 'IsReaderRegion', {
      expression: Fn.conditionEquals(Stack.of(this).region, readerRegion),
    });
    const { defaultChild } = reader.node;
    if (defaultChild instanceof CfnResource) defaultChild.cfnOptions.condition = isReaderRegion;
    acknowledge(reader, {
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:events:*:<AWS::AccountId>:rule/${SPOKE_RULE}]`,
      reason: 'The rule has this name in every region of the account. Reading only.',
    });
    acknowledge(reader, {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'CloudWatch: DescribeAlarms and DescribeAlarmHistory return composite alarms only to callers allowed on "*". Reading only.',
    });
  }
}
