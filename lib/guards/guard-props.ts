import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';

/** The declaration "these alarms guard that stage". Every name may be an unresolved token. */
export interface GuardProps {
  /** The pipeline, by name or as construct; in the account and region of the controller. */
  readonly pipeline: string | codepipeline.IPipeline;
  /** The stage, by name or as construct. */
  readonly stage: string | codepipeline.IStage;
  /**
   * The alarms, by name, by ARN or as constructs; in the account and region of the controller. One that is made in another `Stage` of the
   * app needs a fixed `alarmName`.
   */
  readonly alarms: readonly (string | cloudwatch.IAlarm)[];
  /**
   * enforce: roll back. dry-run: decide, record and announce, but change nothing.
   * @default 'enforce'
   */
  readonly mode?: 'enforce' | 'dry-run';
  /**
   * How long after the end of a deployment an alarm can be blamed on it.
   * @default 60
   */
  readonly bakeMinutes?: number;
  /**
   * When the alarm fires while the stage is running: wait for its end and decide again, or stop it and roll back.
   * @default 'wait'
   */
  readonly whileDeploying?: 'wait' | 'stop';
  /**
   * Disable the inbound transition of the stage after a rollback: true until a person releases it, "until-recovered" until the alarms
   * are OK again within recoveryMinutes (later, or where the rollback failed: until a person releases it, as the message says), false
   * never.
   * @default true
   */
  readonly freeze?: boolean | 'until-recovered';
  /**
   * Automatic rollbacks of this stage until it has been healthy again.
   * @default 1
   */
  readonly maxAutomaticRollbacks?: number;
  /**
   * How long after a rollback the alarms may take to return to OK before people are called.
   * @default 15
   */
  readonly recoveryMinutes?: number;
  /**
   * How long a rollback execution may run before people are told that it is stuck.
   * @default 60
   */
  readonly rollbackMinutes?: number;
  /**
   * The blamed execution behind a rollback: hold: keep it out of the stages after this one. tell: only say where it went.
   * @default 'hold'
   */
  readonly downstream?: 'hold' | 'tell';
  /**
   * The actions of the stage that deploy.
   * @default - every action but sources, approvals, tests and those that only make a change set
   */
  readonly deployActions?: readonly string[];
  /**
   * Alarms that speak of the platform: while one of them is in ALARM nothing is rolled back. By name, by ARN or as constructs.
   * @default - none
   */
  readonly unlessAlarms?: readonly (string | cloudwatch.IAlarm)[];
}
