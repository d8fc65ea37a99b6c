import { Aws, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ALARM_BUS, SPOKE_READER_ROLE } from '../../lambda/environment.ts';
import { SPOKE_RULE } from '../../lambda/readiness/event-rule.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Spokes } from './spokes.ts';

/** What shows whether a spoke forwards. */
export const LOOK_AT_RULE = ['events:DescribeRule', 'events:ListTargetsByRule'] as const;

/** The rule of a spoke, in every region of an account. */
export function ruleOfSpokes(): string {
  return `arn:${Aws.PARTITION}:events:*:${Aws.ACCOUNT_ID}:rule/${SPOKE_RULE}`;
}

/** What a spoke may send, and all that the bus takes. */
export const INTO_ALARM = { source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change' } as const;

export interface AlarmBusProps {
  readonly spokes: Spokes;
  readonly ruleName: string;
  readonly target: events.IRuleTarget;
  readonly role: iam.IRole;
}

/** Where alarms of other accounts and regions come in, and the right to look at them. */
export class AlarmBus extends Construct {
  readonly bus: events.EventBus;

  constructor(scope: Construct, id: string, { spokes, ruleName, target, role }: AlarmBusProps) {
    super(scope, id);
    const { organization, accounts, regions } = spokes;
    this.bus = new events.EventBus(this, 'Bus', { eventBusName: ALARM_BUS });
    this.bus.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'SpokesOfTheOrganization',
        principals: [new iam.StarPrincipal()],
        actions: ['events:PutEvents'],
        resources: [this.bus.eventBusArn],
        conditions: {
          StringEquals: {
            'aws:PrincipalOrgID': organization,
            'aws:PrincipalAccount': [...accounts],
            'events:source': INTO_ALARM.source,
            'events:detail-type': INTO_ALARM.detailType,
          },
        },
      }),
    );
    new events.Rule(this, 'Rule', {
      eventBus: this.bus,
      ruleName,
      description: 'An alarm of another account or region goes into ALARM.',
      eventPattern: {
        account: [...accounts],
        region: [...regions],
        source: [INTO_ALARM.source],
        detailType: [INTO_ALARM.detailType],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [target],
    });
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: accounts.map((account) =>
          Stack.of(this).formatArn({
            service: 'iam',
            region: '',
            account,
            resource: 'role',
            resourceName: SPOKE_READER_ROLE,
          }),
        ),
      }),
    );
    // Spokes of its own account are looked into by the controller itself.
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: [...LOOK_AT_RULE],
        resources: [ruleOfSpokes()],
      }),
    );
    acknowledge(role, {
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:events:*:<AWS::AccountId>:rule/${SPOKE_RULE}]`,
      reason: 'The rule of a spoke has this name in every region. Reading only.',
    });
  }
}
