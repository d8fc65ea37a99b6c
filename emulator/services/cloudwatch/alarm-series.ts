import type { EpochMillis } from '../../account/clock.ts';
import type { MetricAlarm } from './alarm.ts';
import { parseMetricMath } from './metric-math.ts';
import { type MetricIdentity, type Metrics, statistic } from './metrics.ts';

/** The series of values that an alarm watches. */
export interface AlarmSeries {
  /** The metrics that it is made of. */
  readonly metrics: readonly MetricIdentity[];
  readonly periodSeconds: number;
  /** Absent for metric math. */
  readonly stat?: string;
  /** What it is in the time from `from` to `until`; no value where no data came. */
  readonly at: (
    metrics: Metrics,
    from: EpochMillis,
    until: EpochMillis,
  ) => { readonly value?: number; readonly sampleCount?: number };
}

interface Source {
  readonly metric: MetricIdentity;
  readonly stat: string;
  readonly periodSeconds: number;
}

/** The series of an alarm; undefined where the local account cannot compute it (functions of metric math, anomaly bands, queries). */
export function seriesOf(alarm: MetricAlarm): AlarmSeries | undefined {
  const queries = alarm.definition.Metrics;
  if (queries === undefined) return ofSource(ownMetric(alarm));
  const returned = queries.filter(({ ReturnData }) => ReturnData !== false);
  const [query, ...others] = returned;
  if (query === undefined || others.length > 0) return undefined;
  return query.Expression === undefined ? ofSource(sourceOf(query)) : ofExpression(query.Expression, queries);
}

type Query = NonNullable<MetricAlarm['definition']['Metrics']>[number];

function ownMetric({ definition }: MetricAlarm): Source | undefined {
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic } = definition;
  const stat = Statistic ?? ExtendedStatistic;
  if (Namespace === undefined || MetricName === undefined || Period === undefined || stat === undefined)
    return undefined;
  return {
    metric: { namespace: Namespace, name: MetricName, dimensions: Dimensions },
    stat,
    periodSeconds: Period,
  };
}

function sourceOf({ MetricStat }: Query): Source | undefined {
  if (MetricStat?.Metric.Namespace === undefined || MetricStat.Metric.MetricName === undefined) return undefined;
  const { Namespace, MetricName, Dimensions = [] } = MetricStat.Metric;
  return {
    metric: { namespace: Namespace, name: MetricName, dimensions: Dimensions },
    stat: MetricStat.Stat,
    periodSeconds: MetricStat.Period,
  };
}

function ofSource(source: Source | undefined): AlarmSeries | undefined {
  if (source === undefined) return undefined;
  const { metric, stat, periodSeconds } = source;
  return {
    metrics: [metric],
    periodSeconds,
    stat,
    at: (metrics, from, until) => {
      const samples = metrics.between(metric, from, until);
      if (samples.length === 0) return {};
      return { value: statistic(samples, stat), sampleCount: statistic(samples, 'SampleCount') };
    },
  };
}

/** Metric math of an alarm is computed over one period, that of its metrics (API:PutMetricAlarm). */
function ofExpression(expression: string, queries: readonly Query[]): AlarmSeries | undefined {
  const math = parseMetricMath(expression);
  const series = new Map(queries.map((query) => [query.Id, ofSource(sourceOf(query))]));
  const known = [...series.values()].filter((one) => one !== undefined);
  const periodSeconds = known[0]?.periodSeconds;
  if (math === undefined || periodSeconds === undefined || known.length < queries.length - 1) return undefined;
  return {
    metrics: known.flatMap(({ metrics }) => metrics),
    periodSeconds,
    at: (metrics, from, until) => {
      const value = math((id) => series.get(id)?.at(metrics, from, until).value);
      return value === undefined ? {} : { value };
    },
  };
}
