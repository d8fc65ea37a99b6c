import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Command } from '../../lambda/intake/command.ts';
import type { RuleNames } from '../guards/rule-names.ts';
import { ControllerTarget } from './controller-target.ts';

export interface CheckRulesProps {
  readonly function: lambda.IFunction;
  readonly failedEvents: sqs.IQueue;
  readonly ruleNames: RuleNames;
}

/** The rules that have the controller check the readiness of every stage: once a day, and after each deploy of its stack. */
export class CheckRules extends Construct {
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

/** The function with a command as its constant input. */
function checkTarget({ function: target, failedEvents }: CheckRulesProps, by: string): ControllerTarget {
  const command = { action: 'check', by } satisfies Partial<Command>;
  return new ControllerTarget(target, failedEvents, events.RuleTargetInput.fromObject(command));
}
