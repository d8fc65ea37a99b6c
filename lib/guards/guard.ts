import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { GuardSettingsInput } from '../../lambda/guard-policy.ts';
import { alarmRuleDescription } from '../../lambda/readiness/event-rule.ts';
import { ControllerTarget, eventOfGuard } from '../controller/controller-target.ts';
import { AlarmRules } from './alarm-rules.ts';
import { GuardParameter } from './guard-parameter.ts';
import { completeSettings } from './guard-settings.ts';
import { type GuardedAlarm, guardedAlarm } from './guarded-alarm.ts';
import { type GuardedStage, guardedStage } from './guarded-stage.ts';
import type { RuleNames } from './rule-names.ts';

/** The declaration "these alarms guard that stage". Every name may be an unresolved token. */
export interface GuardProps extends Omit<GuardSettingsInput, 'unlessAlarms'> {
  /** The pipeline, by name or as construct; in the account and region of the controller. */
  readonly pipeline: string | codepipeline.IPipeline;
  /** The stage, by name or as construct. */
  readonly stage: string | codepipeline.IStage;
  /** The alarms, by name, by ARN or as constructs; in the account and region of the controller. */
  readonly alarms: readonly (string | cloudwatch.IAlarm)[];
  /** Alarms that speak of the platform: while one of them is in ALARM nothing is rolled back. As `alarms`. */
  readonly unlessAlarms?: readonly (string | cloudwatch.IAlarm)[];
}

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
    const { unlessAlarms = [], ...settings } = guard;
    const alarms = guard.alarms.map((alarm) => guardedAlarm(stack, alarm));
    this.alarms = alarms;
    new GuardParameter(this, 'Policy', {
      prefix: host.parameterPrefix,
      policy: {
        pipeline: pipelineName,
        stage: stageName,
        alarms: alarms.map((alarm) => alarm.name),
        ...completeSettings(settings),
        unlessAlarms: unlessAlarms.map((alarm) => guardedAlarm(stack, alarm).name),
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
