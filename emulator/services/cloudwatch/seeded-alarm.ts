import type { EpochMillis } from '../../account/clock.ts';
import { madeOnce } from '../made-once.ts';
import { MetricAlarmDefinition } from './alarm-definition.ts';
import type { StateValue } from './state-value.ts';

/** An alarm on a metric of its own name, in the short form of tests and stories. */
export interface StoryAlarm {
  readonly name: string;
  /** It is in ALARM while the sum of its metric over a period is greater; default 0. */
  readonly threshold?: number;
  /** Seconds; default 60. */
  readonly period?: number;
  /** N of "M of N"; default 1. */
  readonly evaluationPeriods?: number;
  /** M of "M of N"; default N. */
  readonly datapointsToAlarm?: number;
  /** Default notBreaching. */
  readonly treatMissingData?: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
  /** ARNs of functions and topics. */
  readonly alarmActions?: readonly string[];
  readonly okActions?: readonly string[];
  readonly actionsEnabled?: boolean;
}

/** An alarm that is there before the story begins, without events about that past. */
export interface SeededAlarm extends StoryAlarm {
  /** Default OK. */
  readonly state?: StateValue;
  /** Since when it is in that state; default a day ago. */
  readonly since?: EpochMillis;
  /** The states it was in before, oldest first, each since when; after its creation it is in INSUFFICIENT_DATA. */
  readonly earlier?: readonly { readonly state: StateValue; readonly since: EpochMillis }[];
  /** When it was made; default 40 days before the first of these states, which its history no longer tells. */
  readonly createdAt?: EpochMillis;
}

/** The namespace of the metrics of story alarms; each has the name of its alarm. */
export const STORY_METRICS = 'Story';

/** What PutMetricAlarm would get for the alarm; a new object each time. */
export function storyDefinition(alarm: StoryAlarm): MetricAlarmDefinition {
  const { name, threshold, period, evaluationPeriods, datapointsToAlarm, treatMissingData, ...actions } = alarm;
  const { alarmActions, okActions, actionsEnabled } = actions;
  const settings = { threshold, period, evaluationPeriods, datapointsToAlarm, treatMissingData };
  return { ...definitionOf({ name, settings, actions: { alarmActions, okActions, actionsEnabled } }) };
}

type Settings = Pick<
  StoryAlarm,
  'threshold' | 'period' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
>;
type Actions = Pick<StoryAlarm, 'alarmActions' | 'okActions' | 'actionsEnabled'>;
type Undefinable<T> = { readonly [Key in keyof T]: T[Key] | undefined };

const definitionOf = madeOnce(
  ({
    name,
    settings,
    actions,
  }: {
    readonly name: string;
    readonly settings: Undefinable<Settings>;
    readonly actions: Undefinable<Actions>;
  }) =>
    MetricAlarmDefinition.parse({
      AlarmName: name,
      Namespace: STORY_METRICS,
      MetricName: name,
      Statistic: 'Sum',
      Period: settings.period ?? 60,
      EvaluationPeriods: settings.evaluationPeriods ?? 1,
      DatapointsToAlarm: settings.datapointsToAlarm,
      Threshold: settings.threshold ?? 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: settings.treatMissingData ?? 'notBreaching',
      AlarmActions: actions.alarmActions,
      OKActions: actions.okActions,
      ActionsEnabled: actions.actionsEnabled,
    }),
);
