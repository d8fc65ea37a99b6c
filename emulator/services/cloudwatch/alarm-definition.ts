import * as z from 'zod';
import { AlarmName, fromText } from './input.ts';

const Actions = z.array(z.string().min(1).max(1024)).max(5, 'at most 5 actions for a state').default([]);

const CommonDefinition = {
  AlarmName,
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: fromText(z.boolean()).default(true),
  OKActions: Actions,
  AlarmActions: Actions,
  InsufficientDataActions: Actions,
};

const Period = fromText(
  z.int().refine((period) => period === 10 || period === 20 || period === 30 || (period > 0 && period % 60 === 0), {
    error: 'must be 10, 20, 30 or a multiple of 60 seconds',
  }),
);

const Statistic = z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']);

export const Dimensions = z
  .array(z.object({ Name: z.string().min(1).max(255), Value: z.string().min(1).max(1024) }))
  .max(30, 'at most 30 dimensions');

const MetricDataQuery = z.object({
  Id: z.string().regex(/^[a-z][A-Za-z0-9_]{0,254}$/, 'must begin with a lower-case letter'),
  MetricStat: z
    .object({
      Metric: z.object({
        Namespace: z.string().optional(),
        MetricName: z.string().optional(),
        Dimensions: Dimensions.optional(),
      }),
      Period,
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
  Expression: z.string().max(2048).optional(),
  Label: z.string().optional(),
  Period: Period.optional(),
  ReturnData: fromText(z.boolean()).optional(),
});

const THRESHOLD_OPERATORS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

const BAND_OPERATORS = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
] as const;

const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;

/** What PutMetricAlarm takes, its defaults filled in; members and limits are those of API:PutMetricAlarm. */
export const MetricAlarmDefinition = z
  .object({
    ...CommonDefinition,
    MetricName: z.string().min(1).max(255).optional(),
    Namespace: z.string().min(1).max(255).optional(),
    Statistic: Statistic.optional(),
    ExtendedStatistic: z
      .string()
      .regex(/^(p(100|\d{1,2}(\.\d{1,10})?)|(tm|tc|ts|wm|PR|TC|TM|TS|WM|IQM).*)$/, 'must be a percentile such as p99.9')
      .optional(),
    Dimensions: Dimensions.default([]),
    Period: Period.optional(),
    Unit: z.string().optional(),
    EvaluationPeriods: fromText(z.int().min(1)),
    DatapointsToAlarm: fromText(z.int().min(1)).optional(),
    Threshold: fromText(z.number()).optional(),
    ThresholdMetricId: z.string().optional(),
    ComparisonOperator: z.enum([...THRESHOLD_OPERATORS, ...BAND_OPERATORS]),
    TreatMissingData: z.enum(MISSING_DATA).optional(),
    EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).optional(),
    Metrics: z.array(MetricDataQuery).optional(),
  })
  .superRefine((alarm, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (alarm.Metrics === undefined) {
      if (alarm.MetricName === undefined) issue('MetricName', 'is required unless Metrics is given');
      if (alarm.Namespace === undefined) issue('Namespace', 'is required with MetricName');
      if (alarm.Period === undefined) issue('Period', 'is required with MetricName');
      if ((alarm.Statistic === undefined) === (alarm.ExtendedStatistic === undefined))
        issue('Statistic', 'give either Statistic or ExtendedStatistic');
    } else if (alarm.MetricName !== undefined) {
      issue('Metrics', 'cannot be given together with MetricName');
    }
    if ((alarm.Threshold === undefined) === (alarm.ThresholdMetricId === undefined))
      issue('Threshold', 'give either Threshold or ThresholdMetricId');
    if ((alarm.DatapointsToAlarm ?? 1) > alarm.EvaluationPeriods)
      issue('DatapointsToAlarm', 'must not be greater than EvaluationPeriods');
  });

export type MetricAlarmDefinition = z.infer<typeof MetricAlarmDefinition>;

/** What PutCompositeAlarm takes, its defaults filled in; members and limits are those of API:PutCompositeAlarm. */
export const CompositeAlarmDefinition = z
  .object({
    ...CommonDefinition,
    AlarmRule: z.string().min(1).max(10240),
    ActionsSuppressor: z.string().min(1).max(1600).optional(),
    ActionsSuppressorWaitPeriod: fromText(z.int().min(0)).optional(),
    ActionsSuppressorExtensionPeriod: fromText(z.int().min(0)).optional(),
  })
  .superRefine((alarm, context) => {
    if (alarm.ActionsSuppressor === undefined) return;
    for (const path of ['ActionsSuppressorWaitPeriod', 'ActionsSuppressorExtensionPeriod'] as const) {
      if (alarm[path] === undefined)
        context.addIssue({ code: 'custom', path: [path], message: 'is required with ActionsSuppressor' });
    }
  });

export type CompositeAlarmDefinition = z.infer<typeof CompositeAlarmDefinition>;

/** What PutLogAlarm takes, its defaults filled in; members and limits are those of API:PutLogAlarm. */
export const LogAlarmDefinition = z.object({
  ...CommonDefinition,
  ScheduledQueryConfiguration: z.object({
    QueryString: z.string().max(10_000),
    LogGroupIdentifiers: z.array(z.string()).min(1).max(50),
    QueryARN: z.string(),
    ScheduledQueryRoleARN: z.string(),
    ScheduleConfiguration: z
      .object({
        ScheduleExpression: z.string().regex(/^rate\(\d+ (minute|hour|day)s?\)$/, 'must be a rate() expression'),
        StartTimeOffset: z.int(),
        EndTimeOffset: z.int().min(0).default(0),
      })
      .refine(({ StartTimeOffset, EndTimeOffset }) => EndTimeOffset < StartTimeOffset, {
        error: 'EndTimeOffset must be less than StartTimeOffset',
      }),
    AggregationExpression: z.string().min(1).max(2048),
  }),
  QueryResultsToEvaluate: z.int().min(1),
  QueryResultsToAlarm: z.int().min(1),
  Threshold: z.number(),
  ComparisonOperator: z.enum(THRESHOLD_OPERATORS),
  TreatMissingData: z.enum(MISSING_DATA).optional(),
});

export type LogAlarmDefinition = z.infer<typeof LogAlarmDefinition>;
