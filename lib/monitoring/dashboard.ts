import { Lazy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRICS } from '../../lambda/log/observability.ts';
import type { GuardedAlarm } from '../guards/guarded-alarm.ts';
import type { ControllerMetrics } from './controller-metrics.ts';

export interface DashboardProps {
  readonly dashboardName: string;
  readonly metrics: ControllerMetrics;
  readonly logGroup: logs.ILogGroup;
  readonly controllerAlarms: readonly cloudwatch.IAlarm[];
  /** URL or path of the runbook. */
  readonly runbook: string;
}

/** CloudWatch: an alarm status widget takes at most 100 alarms. */
const ALARMS_OF_A_WIDGET = 100;
/** Of more alarms nobody could read the page, and each takes room in the template. */
const MOST_ALARMS = 300;
const FULL_WIDTH = 24;

/** What the controller watches, what it did, and how it is itself, on one page. */
export class Dashboard extends Construct {
  readonly #props: DashboardProps;
  /** By what CloudFormation will make of the ARN: an alarm may guard several stages. */
  readonly #guardedAlarms = new Map<string, string>();

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.#props = props;
    const stack = Stack.of(this);
    new cloudwatch.CfnDashboard(this, 'Resource', {
      dashboardName: props.dashboardName,
      dashboardBody: Lazy.string({ produce: () => stack.toJsonString({ start: '-P1D', widgets: this.#widgets() }) }),
    });
  }

  /** Shows the state of these alarms too. */
  show(alarms: readonly GuardedAlarm[]): void {
    for (const { arn } of alarms) this.#guardedAlarms.set(JSON.stringify(Stack.of(this).resolve(arn)), arn);
  }

  #widgets(): unknown[] {
    const { metrics, controllerAlarms, logGroup, runbook } = this.#props;
    const half = { width: FULL_WIDTH / 2, height: 6 };
    const page = new cloudwatch.Column(
      new cloudwatch.TextWidget({ width: FULL_WIDTH, height: 2, markdown: introduction(runbook) }),
      ...chunks([...this.#guardedAlarms.values()].slice(0, MOST_ALARMS), ALARMS_OF_A_WIDGET).map(
        (arns, index) => new AlarmStates(index === 0 ? 'Guarded alarms' : `Guarded alarms (${index + 1})`, arns),
      ),
      new AlarmStates(
        'The controller itself',
        controllerAlarms.map(({ alarmArn }) => alarmArn),
      ),
      new cloudwatch.Row(
        graph('Rollbacks', [metrics.search(METRICS.rollbacks)], half),
        graph('Holds by reason', [metrics.search(METRICS.holds, 'reason')], half),
      ),
      new cloudwatch.Row(
        graph('Seconds from alarm to RollbackStage', metrics.seconds(METRICS.secondsToRollback), half),
        graph('Seconds from alarm to recovery', metrics.seconds(METRICS.secondsToRecovery), half),
      ),
      new cloudwatch.Row(
        graph('How incidents went on', [metrics.search(METRICS.outcomes, 'outcome')], half),
        graph('Stuck incidents, failed announcements', [metrics.stuck, metrics.unannounced], half),
      ),
      new cloudwatch.Row(
        graph('Errors, throttles, unusable input', [metrics.errors, metrics.throttles, metrics.unusable], half),
        new cloudwatch.GraphWidget({
          title: 'Queues',
          left: [metrics.watches, metrics.watchDeadLetters, metrics.failedEvents],
          right: [metrics.oldestWatch],
          leftYAxis: { min: 0 },
          rightYAxis: { min: 0 },
          ...half,
        }),
      ),
      table('The last decisions', logGroup, LAST_DECISIONS, 10),
      table('Locks that were not free', logGroup, LOCK_CONTENTION, 5),
    );
    page.position(0, 0);
    return page.toJson();
  }
}

const LAST_DECISIONS = [
  'fields @timestamp, decision.stage as stage, decision.code as code, decision.reason as reason, decision.sentence as sentence',
  'filter ispresent(decision.code)',
  'sort @timestamp desc',
  'limit 100',
];

const LOCK_CONTENTION = [
  'filter message = "handled" and answer.0.outcome in ["deferred", "duplicate", "lost-lock"]',
  'stats count(*) as times by answer.0.outcome as outcome, bin(1h) as hour',
  'sort hour desc',
];

function introduction(runbook: string): string {
  const link = /^https?:/.test(runbook) ? `[runbook](${runbook})` : `runbook (\`${runbook}\`)`;
  return `**Rollback controller**: rolls a stage back when its alarms fire soon after a deployment. What to do when it alarms, to stop it, or to release a freeze: ${link}.`;
}

function graph(title: string, left: cloudwatch.IMetric[], size: { readonly width: number; readonly height: number }) {
  return new cloudwatch.GraphWidget({ title, left, leftYAxis: { min: 0, showUnits: false }, ...size });
}

function table(title: string, logGroup: logs.ILogGroup, queryLines: string[], height: number) {
  return new cloudwatch.LogQueryWidget({
    title,
    logGroupNames: [logGroup.logGroupName],
    view: cloudwatch.LogQueryVisualizationType.TABLE,
    queryLines,
    width: FULL_WIDTH,
    height,
  });
}

/** The state of alarms that are known by ARN only. */
class AlarmStates extends cloudwatch.ConcreteWidget {
  readonly #title: string;
  readonly #arns: readonly string[];

  constructor(title: string, arns: readonly string[]) {
    super(FULL_WIDTH, Math.max(2, Math.min(8, 1 + Math.ceil(arns.length / 6))));
    this.#title = title;
    this.#arns = arns;
  }

  override toJson(): unknown[] {
    const { width, height, x, y } = this;
    return [{ type: 'alarm', width, height, x, y, properties: { title: this.#title, alarms: this.#arns } }];
  }
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
