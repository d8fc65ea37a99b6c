import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Command } from '../lambda/command.ts';
import type { RuleNames } from './rule-names.ts';

export interface CheckRulesProps {
  readonly function: lambda.IFunction;
  readonly failedEvents: sqs.IQueue;
  readonly ruleNames: RuleNames;
}

/** The rules that have the controller check the readiness of every stage: once a day, and after each deploy of its stack. */
export class CheckRules extends Construct {
  /** They count towards the rules of the event bus. */
  static readonly COUNT = 2;

  constructor(scope: Construct, id: string, props: CheckRulesProps) {
    super(scope, id);
    new events.Rule(this, 'Daily', {
      ruleName: props.ruleNames.name('checks', 'daily'),
      description: 'Once a day the readiness of every guarded stage is checked.',
      schedule: events.Schedule.rate(Duration.days(1)),
      targets: [checkTarget(props, 'the daily schedule')],
    });
    new events.Rule(this, 'AfterDeploy', {
      ruleName: props.ruleNames.name('checks', 'deployed'),
      description: 'After a deploy of the controller the readiness of every guarded stage is checked.',
      eventPattern: {
        source: ['aws.cloudformation'],
        detailType: ['CloudFormation Stack Status Change'],
        resources: [Stack.of(this).stackId],
        detail: { 'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] } },
      },
      targets: [checkTarget(props, 'the deployment')],
    });
  }
}

/** A command as the constant input of the function. The controller's one permission for its rules covers it. */
function checkTarget({ function: target, failedEvents }: CheckRulesProps, by: string): events.IRuleTarget {
  const command = { action: 'check', by } satisfies Partial<Command>;
  return {
    bind: () => ({
      arn: target.functionArn,
      input: events.RuleTargetInput.fromObject(command),
      deadLetterConfig: { arn: failedEvents.queueArn },
      retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: Duration.hours(6).toSeconds() },
    }),
  };
}
