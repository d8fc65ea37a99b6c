import { randomUUID } from 'node:crypto';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { ServiceEvent } from '../service.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import type { MuteWindow } from './alarm-mutes.ts';
import { alarmTimestamp } from './alarm-timestamp.ts';

/** The event of a state change (CW:cloudwatch-and-eventbridge). */
export function stateChangeEvent(alarm: Alarm, previous: AlarmState, mute: MuteWindow | undefined): ServiceEvent {
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: stateChangeDetail(alarm, previous, mute),
  };
}

/** The event of a created, updated or deleted alarm (CW:cloudwatch-and-eventbridge). */
export function configurationChangeEvent(
  alarm: Alarm,
  operation: 'create' | 'update' | 'delete',
  previousConfiguration?: JsonObject,
): ServiceEvent {
  const { value, updatedAt, suppressedBy } = alarm.state;
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm Configuration Change',
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      operation,
      state: {
        value,
        timestamp: alarmTimestamp(updatedAt),
        ...(suppressedBy !== undefined && { actionsSuppressedBy: suppressedBy }),
      },
      configuration: fullConfiguration(alarm),
      ...(previousConfiguration !== undefined && { previousConfiguration }),
    },
  };
}

/** What a Lambda function gets as a direct alarm action (CW:alarms-and-actions-Lambda). */
export function lambdaActionPayload(alarm: Alarm, previous: AlarmState, identity: AccountIdentity): JsonObject {
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId: identity.accountId,
    time: alarmTimestamp(alarm.state.updatedAt),
    region: identity.region,
    alarmData: stateChangeDetail(alarm, previous, undefined),
  };
}

/** The configuration as `CloudWatch Alarm Configuration Change` shows it; also kept to be the next `previousConfiguration`. */
export function fullConfiguration(alarm: Alarm): JsonObject {
  const { definition } = alarm;
  const kind =
    alarm.type === 'MetricAlarm'
      ? {
          evaluationPeriods: alarm.definition.EvaluationPeriods,
          ...(alarm.definition.DatapointsToAlarm !== undefined && {
            datapointsToAlarm: alarm.definition.DatapointsToAlarm,
          }),
          ...(alarm.definition.Threshold !== undefined && { threshold: alarm.definition.Threshold }),
          comparisonOperator: alarm.definition.ComparisonOperator,
          ...(alarm.definition.TreatMissingData !== undefined && {
            treatMissingData: alarm.definition.TreatMissingData,
          }),
        }
      : {};
  return {
    ...kind,
    ...kindConfiguration(alarm),
    alarmName: alarm.name,
    ...description(alarm),
    actionsEnabled: definition.ActionsEnabled,
    timestamp: alarmTimestamp(alarm.configuredAt),
    okActions: definition.OKActions,
    alarmActions: definition.AlarmActions,
    insufficientDataActions: definition.InsufficientDataActions,
  };
}

function stateChangeDetail(alarm: Alarm, previous: AlarmState, mute: MuteWindow | undefined): JsonObject {
  return {
    alarmName: alarm.name,
    state: stateDetail(alarm.state),
    previousState: stateDetail(previous),
    configuration: { ...kindConfiguration(alarm), ...description(alarm) },
    ...(mute !== undefined && {
      muteDetail: {
        mutedByArn: mute.arn,
        muteWindowStart: alarmTimestamp(mute.from),
        muteWindowEnd: alarmTimestamp(mute.until),
      },
    }),
  };
}

function stateDetail({ value, reason, reasonData, updatedAt, suppressedBy }: AlarmState): JsonObject {
  return {
    ...(suppressedBy !== undefined && {
      actionsSuppressedBy: suppressedBy,
      actionsSuppressedReason: suppressionReason(suppressedBy),
    }),
    value,
    reason,
    ...(reasonData !== undefined && { reasonData }),
    timestamp: alarmTimestamp(updatedAt),
  };
}

/** `Actions suppressed by WaitPeriod`: ActionsSuppressedReason of API:CompositeAlarm and of the event. */
export function suppressionReason(suppressedBy: string): string {
  return `Actions suppressed by ${suppressedBy}`;
}

function description(alarm: Alarm): JsonObject {
  const { AlarmDescription } = alarm.definition;
  return AlarmDescription === undefined ? {} : { description: AlarmDescription };
}

function kindConfiguration(alarm: Alarm): JsonObject {
  if (alarm.type === 'LogAlarm') return {};
  if (alarm.type === 'MetricAlarm') return { metrics: metricsDetail(alarm.definition) };
  const { AlarmRule, ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } =
    alarm.definition;
  return {
    alarmRule: AlarmRule,
    ...(ActionsSuppressor !== undefined && {
      actionsSuppressor: ActionsSuppressor,
      actionsSuppressorWaitPeriod: ActionsSuppressorWaitPeriod,
      actionsSuppressorExtensionPeriod: ActionsSuppressorExtensionPeriod,
    }),
  };
}

type MetricDefinition = Extract<Alarm, { type: 'MetricAlarm' }>['definition'];

function metricsDetail(definition: MetricDefinition): JsonObject[] {
  if (definition.Metrics === undefined) {
    return [
      {
        id: randomUUID(),
        metricStat: {
          metric: {
            namespace: definition.Namespace,
            name: definition.MetricName,
            dimensions: dimensionMap(definition.Dimensions),
          },
          period: definition.Period,
          stat: definition.Statistic ?? definition.ExtendedStatistic,
          ...(definition.Unit !== undefined && { unit: definition.Unit }),
        },
        returnData: true,
      },
    ];
  }
  return definition.Metrics.map(({ Id, MetricStat, Expression, Label, ReturnData }) => ({
    id: Id,
    ...(Expression !== undefined && { expression: Expression }),
    ...(Label !== undefined && { label: Label }),
    ...(MetricStat !== undefined && {
      metricStat: {
        metric: {
          namespace: MetricStat.Metric.Namespace,
          name: MetricStat.Metric.MetricName,
          dimensions: dimensionMap(MetricStat.Metric.Dimensions ?? []),
        },
        period: MetricStat.Period,
        stat: MetricStat.Stat,
      },
    }),
    returnData: ReturnData ?? true,
  }));
}

function dimensionMap(dimensions: readonly { readonly Name: string; readonly Value: string }[]): JsonObject {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}
