import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { longestWayOfAWatch } from '../controller/watch-queue.ts';
import type { ControllerMetrics } from './controller-metrics.ts';
import { type RunbookEntry, runbookLink } from './runbook.ts';

export interface SelfMonitoringProps {
  readonly metrics: ControllerMetrics;
  /** How long a message of the watch queue is hidden once it has been received. */
  readonly watchVisibility: Duration;
  /** Gets every change into ALARM. */
  readonly topic: sns.ITopic;
  /** URL or path of the runbook. */
  readonly runbook: string;
}

/** An alarm on the controller itself: none without its impact in words and its entry in the runbook. */
interface ControllerAlarm
  extends Partial<
    Pick<cloudwatch.CreateAlarmOptions, 'comparisonOperator' | 'evaluationPeriods' | 'treatMissingData'>
  > {
  readonly metric: cloudwatch.IMetric;
  /** In ALARM when one period is at or above it, unless the alarm says otherwise. */
  readonly threshold: number;
  /** What it means for the guarded stages, in a sentence. */
  readonly impact: string;
  readonly runbook: RunbookEntry;
  /** Also when there is no data (any more): a new alarm begins without, which is no change and tells nobody. */
  readonly isSilenceTold?: true;
}

/**
 * The alarms on the controller itself. They go to the topic and nowhere else: no guard has them, so a broken
 * controller never sets off a rollback.
 */
export class SelfMonitoring extends Construct {
  readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: SelfMonitoringProps) {
    super(scope, id);
    const action = new SnsAction(props.topic);
    this.alarms = Object.entries(alarmsOf(props)).map(([name, { impact, runbook, isSilenceTold, ...condition }]) => {
      const alarm = new cloudwatch.Alarm(this, name, {
        alarmDescription: `${impact} Runbook: ${runbookLink(props.runbook, runbook)}`,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
        ...condition,
      });
      alarm.addAlarmAction(action);
      if (isSilenceTold) alarm.addInsufficientDataAction(action);
      return alarm;
    });
    letAlarmsPublish(props.topic);
  }
}

/** A day between two checks, and two hours for one that is late or has to be tried again. */
const HOURS_WITHOUT_A_CHECK = 26;

function alarmsOf({ metrics, watchVisibility }: SelfMonitoringProps): { readonly [name: string]: ControllerAlarm } {
  return {
    Errors: {
      metric: metrics.errors,
      threshold: 1,
      impact:
        'The rollback controller failed on an event. It is tried again, but a rollback may come late, and not at all if it goes on.',
      runbook: 'the-function-fails',
    },
    Throttles: {
      metric: metrics.throttles,
      threshold: 1,
      impact: 'Lambda throttles the rollback controller: rollbacks come late while it lasts.',
      runbook: 'the-function-is-throttled',
    },
    FailedEvents: {
      metric: metrics.failedEvents,
      threshold: 1,
      impact: 'An alarm or a stage event was never handled: a bad deployment may still be in its stage.',
      runbook: 'the-failed-events-queue-is-not-empty',
    },
    WatchDeadLetters: {
      metric: metrics.watchDeadLetters,
      threshold: 1,
      impact:
        'A stage could not be looked at again: its incident may be followed no further, or an alarm that was put off was never decided.',
      runbook: 'the-watch-dead-letter-queue-is-not-empty',
    },
    OldestWatch: {
      metric: metrics.oldestWatch,
      threshold: longestWayOfAWatch(watchVisibility).toSeconds(),
      impact: 'The controller does not take its own watch messages: open incidents are not followed to their end.',
      runbook: 'watch-messages-are-not-taken',
    },
    Unannounced: {
      metric: metrics.unannounced,
      threshold: 1,
      impact: 'Something was decided that people or machines could not be told about: a rollback may go unnoticed.',
      runbook: 'people-were-not-told',
    },
    StuckIncident: {
      metric: metrics.stuck,
      threshold: 1,
      impact:
        'An incident is open for longer than it should be: its stage is neither on the bad nor surely on the good release, and further alarms of it wait.',
      runbook: 'an-incident-is-stuck',
    },
    NoCheck: {
      metric: metrics.completedChecks,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: HOURS_WITHOUT_A_CHECK,
      // Were silence taken for a breach, the alarm of every new stack would go on before its first check can have ended.
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
      isSilenceTold: true,
      impact:
        'No check of the guarded stages has completed for 26 hours: nobody knows whether a rollback would work, and the controller may not run at all.',
      runbook: 'no-check-has-completed',
    },
  };
}

/** The ARN pattern of all alarms of the account and region. */
export function alarmsArn(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** The policy of a topic with TLS enforced replaces the one by which every alarm of the account may publish. */
function letAlarmsPublish(topic: sns.ITopic): void {
  const stack = Stack.of(topic);
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': alarmsArn(topic) },
      },
    }),
  );
}
