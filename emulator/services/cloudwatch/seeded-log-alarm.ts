import type { AccountIdentity } from '../../account/account-identity.ts';
import type { EpochMillis } from '../../account/clock.ts';
import { LogAlarmDefinition } from './alarm-definition.ts';
import type { StateValue } from './state-value.ts';

/** An alarm on the errors in a log group of its own name, there before the story begins. */
export interface SeededLogAlarm {
  readonly name: string;
  /** Default `rate(5 minutes)`. */
  readonly schedule?: string;
  /** Each query looks at the time from so many seconds before its run; default 300. */
  readonly startTimeOffset?: number;
  /** N of "M of N"; default 1. */
  readonly resultsToEvaluate?: number;
  /** M of "M of N"; default N. */
  readonly resultsToAlarm?: number;
  readonly actionsEnabled?: boolean;
  /** Default OK. */
  readonly state?: StateValue;
  /** Since when it is in that state; default a day ago. */
  readonly since?: EpochMillis;
}

/** What PutLogAlarm would get for the alarm. */
export function logDefinition(
  alarm: Omit<SeededLogAlarm, 'state' | 'since'>,
  { accountId, region }: AccountIdentity,
): LogAlarmDefinition {
  const { name, schedule = 'rate(5 minutes)', startTimeOffset = 300, resultsToEvaluate = 1 } = alarm;
  return LogAlarmDefinition.parse({
    AlarmName: name,
    ActionsEnabled: alarm.actionsEnabled,
    ScheduledQueryConfiguration: {
      QueryString: 'fields @message | filter @message like /ERROR/',
      LogGroupIdentifiers: [name],
      QueryARN: `arn:aws:logs:${region}:${accountId}:scheduled-query:${name}`,
      ScheduledQueryRoleARN: `arn:aws:iam::${accountId}:role/log-alarms`,
      ScheduleConfiguration: { ScheduleExpression: schedule, StartTimeOffset: startTimeOffset },
      AggregationExpression: 'count(*)',
    },
    QueryResultsToEvaluate: resultsToEvaluate,
    QueryResultsToAlarm: alarm.resultsToAlarm ?? resultsToEvaluate,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
}
