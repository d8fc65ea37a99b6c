import type { EpochMillis } from '../../account/clock.ts';

/** Identifies a metric: the namespace, the name and the exact set of dimensions. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

/** What PutMetricData reported at one time. */
export interface Sample {
  readonly time: EpochMillis;
  readonly value: number;
  /** How often the value was observed. */
  readonly count: number;
}

/** The samples of the account's metrics; enough of them to evaluate alarms, not a metric database. */
export class Metrics {
  readonly #samples = new Map<string, Sample[]>();

  put(metric: MetricIdentity, sample: Sample): void {
    const key = metricKey(metric);
    const samples = this.#samples.get(key);
    if (samples === undefined) this.#samples.set(key, [sample]);
    else samples.push(sample);
  }

  has(metric: MetricIdentity): boolean {
    return this.#samples.has(metricKey(metric));
  }

  /** Time of the newest sample. */
  newest(metric: MetricIdentity): EpochMillis | undefined {
    const times = this.#samples.get(metricKey(metric))?.map(({ time }) => time);
    return times === undefined ? undefined : Math.max(...times);
  }

  /** The samples from `from` (inclusive) to `until` (exclusive). */
  between(metric: MetricIdentity, from: EpochMillis, until: EpochMillis): Sample[] {
    const samples = this.#samples.get(metricKey(metric)) ?? [];
    return samples.filter(({ time }) => from <= time && time < until);
  }
}

export function metricKey({ namespace, name, dimensions }: MetricIdentity): string {
  const sorted = dimensions.map(({ Name, Value }) => [Name, Value]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

/** The statistic of some samples, at least one: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile such as `p99`. */
export function statistic(samples: readonly Sample[], stat: string): number {
  const count = samples.reduce((total, sample) => total + sample.count, 0);
  const sum = samples.reduce((total, sample) => total + sample.value * sample.count, 0);
  const values = samples.map(({ value }) => value);
  switch (stat) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
    default:
      return percentile(samples, count, stat);
  }
}

function percentile(samples: readonly Sample[], count: number, stat: string): number {
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(stat)?.[1];
  if (percent === undefined) throw new Error(`the local account cannot compute the statistic "${stat}"`);
  const rank = Math.max(1, Math.ceil((Number(percent) / 100) * count));
  let seen = 0;
  for (const { value, count: times } of samples.toSorted((a, b) => a.value - b.value)) {
    seen += times;
    if (seen >= rank) return value;
  }
  return Math.max(...samples.map(({ value }) => value));
}
