import type { EpochMillis } from '../../account/clock.ts';
import type { Alarm } from './alarm.ts';
import { alarmTimestamp } from './alarm-timestamp.ts';

/** An alarm as the history of its configuration shows it (real answers of DescribeAlarmHistory); what changes later is copied now. */
export function alarmRecord(alarm: Alarm, configuredAt: EpochMillis): () => object {
  const { name, arn, state, definition } = alarm;
  const kind = kindRecord(alarm);
  const { ActionsEnabled, AlarmDescription, AlarmActions, InsufficientDataActions, OKActions } = definition;
  return () => ({
    alarmName: name,
    ...(AlarmDescription !== undefined && { alarmDescription: AlarmDescription }),
    alarmArn: arn,
    alarmConfigurationUpdatedTimestamp: alarmTimestamp(configuredAt),
    ...kind,
    stateValue: state.value,
    stateUpdatedTimestamp: alarmTimestamp(state.updatedAt),
    actionsEnabled: ActionsEnabled,
    alarmActions: AlarmActions,
    insufficientDataActions: InsufficientDataActions,
    okactions: OKActions,
  });
}

function kindRecord(alarm: Alarm): object {
  if (alarm.type === 'MetricAlarm') return metricRecord(alarm.definition);
  return alarm.type === 'CompositeAlarm' ? { alarmRule: alarm.definition.AlarmRule } : {};
}

function metricRecord(definition: Extract<Alarm, { type: 'MetricAlarm' }>['definition']): object {
  return {
    namespace: definition.Namespace,
    metricName: definition.MetricName,
    statistic: definition.Statistic,
    period: definition.Period,
    dimensions: definition.Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
    metrics: definition.Metrics,
    threshold: definition.Threshold,
    comparisonOperator: definition.ComparisonOperator,
    evaluationPeriods: definition.EvaluationPeriods,
    datapointsToAlarm: definition.DatapointsToAlarm,
    treatMissingData: definition.TreatMissingData,
  };
}
