import type { EpochMillis } from '../../account/clock.ts';
import type { MetricAlarm } from './alarm.ts';
import { seriesOf } from './alarm-series.ts';

/** The statistic of one period; `value` is absent where no data arrived. */
export interface Datapoint {
  readonly time: EpochMillis;
  readonly value?: number;
  /** How many samples the value is made of; a value of metric math has none. */
  readonly sampleCount?: number;
}

/** A period with data. */
export type Counted = Datapoint & { readonly value: number };

export interface ThresholdRule {
  /** Absent for metric math. */
  readonly stat?: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

export type Comparison = keyof typeof COMPARISONS;

/** What each comparison says, and how CloudWatch puts it. */
export const COMPARISONS = {
  GreaterThanThreshold: { breaches: (value: number, threshold: number) => value > threshold, words: 'greater than' },
  GreaterThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value >= threshold,
    words: 'greater than or equal to',
  },
  LessThanThreshold: { breaches: (value: number, threshold: number) => value < threshold, words: 'less than' },
  LessThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value <= threshold,
    words: 'less than or equal to',
  },
} as const;

/** The rule of an alarm on a metric or on metric math that the local account computes; undefined for others, and for anomaly bands. */
export function thresholdRuleOf(alarm: MetricAlarm): ThresholdRule | undefined {
  const { Threshold, ComparisonOperator, EvaluationPeriods, DatapointsToAlarm, TreatMissingData } = alarm.definition;
  const series = seriesOf(alarm);
  if (series === undefined || Threshold === undefined || !isComparison(ComparisonOperator)) return undefined;
  return {
    ...(series.stat !== undefined && { stat: series.stat }),
    periodSeconds: series.periodSeconds,
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm ?? EvaluationPeriods,
    threshold: Threshold,
    comparison: ComparisonOperator,
    treatMissingData: TreatMissingData ?? 'missing',
  };
}

/** The value is on the wrong side of the threshold. */
export function breaches({ comparison, threshold }: ThresholdRule, value: number): boolean {
  return COMPARISONS[comparison].breaches(value, threshold);
}

function isComparison(operator: string): operator is Comparison {
  return operator in COMPARISONS;
}
