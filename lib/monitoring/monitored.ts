import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ControllerMetrics, type MeasuredResources } from './controller-metrics.ts';
import { Dashboard } from './dashboard.ts';
import { SelfMonitoring } from './self-monitoring.ts';

export interface MonitoredResources extends MeasuredResources {
  readonly logGroup: logs.ILogGroup;
  /** Gets every change of the controller's own alarms into ALARM. */
  readonly topic: sns.ITopic;
  /** Absent where there is to be no dashboard. */
  readonly dashboardName: string | undefined;
  /** URL or path of the runbook. */
  readonly runbook: string;
}

/** What watches over a controller. */
export interface Monitoring {
  readonly alarms: readonly cloudwatch.Alarm[];
  readonly dashboard: Dashboard | undefined;
}

/** Watches over the resources of a controller: by alarms on itself, and on a page of their metrics. */
export function monitored(scope: Construct, resources: MonitoredResources): Monitoring {
  const { logGroup, topic, dashboardName, runbook } = resources;
  const metrics = new ControllerMetrics(resources);
  const watchVisibility = resources.watchQueue.visibility;
  const { alarms } = new SelfMonitoring(scope, 'Alarms', { metrics, watchVisibility, topic, runbook });
  if (dashboardName === undefined) return { alarms, dashboard: undefined };
  const page = { dashboardName, metrics, logGroup, controllerAlarms: alarms, runbook };
  return { alarms, dashboard: new Dashboard(scope, 'Dashboard', page) };
}
