import { Stack } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { parseAlarmArn } from '../../lambda/decision/alarm-arn.ts';
import { alarmRuleDescription } from '../../lambda/readiness/event-rule.ts';
import { ControllerTarget, eventOfGuard } from '../controller/controller-target.ts';
import { AlarmRules } from './alarm-rules.ts';
import { GuardParameter } from './guard-parameter.ts';
import type { GuardProps } from './guard-props.ts';
import { completeSettings } from './guard-settings.ts';
import { type GuardedAlarm, guardedAlarm } from './guarded-alarm.ts';
import { type GuardedStage, guardedStage } from './guarded-stage.ts';
import type { RuleNames } from './rule-names.ts';

/** What a guard needs of its controller. */
export interface GuardHost {
  readonly function: lambda.IFunction;
  readonly failedEvents: sqs.IQueue;
  readonly parameterPrefix: string;
  readonly ruleNames: RuleNames;
}

/** What a guard owns: the parameter with its policy, and the rules of its alarms. */
export class Guard extends Construct {
  readonly stage: GuardedStage;
  readonly alarms: readonly GuardedAlarm[];

  constructor(scope: Construct, id: string, guard: GuardProps, identity: string, host: GuardHost) {
    super(scope, id);
    const stack = Stack.of(this);
    this.stage = guardedStage(stack, guard.pipeline, guard.stage);
    const { pipelineName, stageName } = this.stage;
    const { unlessAlarms = [] } = guard;
    const alarms = guard.alarms.map((alarm) => guardedAlarm(stack, alarm));
    this.alarms = alarms;
    new GuardParameter(this, 'Policy', {
      prefix: host.parameterPrefix,
      policy: {
        pipeline: pipelineName,
        stage: stageName,
        alarms: guard.alarms.map((alarm) => asStored(stack, alarm)),
        ...completeSettings(guard),
        unlessAlarms: unlessAlarms.map((alarm) => asStored(stack, alarm)),
      },
    });
    new AlarmRules(this, 'AlarmRule', {
      alarms,
      ruleName: (number) => host.ruleNames.name(identity, `alarms-${number}`),
      description: alarmRuleDescription({ pipeline: pipelineName, stage: stageName }),
      target: new ControllerTarget(host.function, host.failedEvents, eventOfGuard(this.stage)),
    });
  }
}

/** By name at home, which keeps the parameter small; by ARN elsewhere. */
function asStored(stack: Stack, alarm: GuardProps['alarms'][number]): string {
  if (typeof alarm === 'string') return parseAlarmArn(alarm) === undefined ? guardedAlarm(stack, alarm).name : alarm;
  const { account, region } = alarm.env;
  return stack.account === account && stack.region === region ? alarm.alarmName : alarm.alarmArn;
}
