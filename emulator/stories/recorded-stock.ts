import type { EpochMillis } from '../account/clock.ts';
import type { StateValue } from '../services/cloudwatch/state-value.ts';

/** The releases that were live in a stage from a time on: more than one where a deployment or rollback has ended, or got, half-way. */
export interface LiveFrom {
  readonly time: EpochMillis;
  readonly releases: readonly string[];
}

/** A stage, and what was live in it by truth. */
export interface RecordedStage {
  /** `pipeline/stage`. */
  readonly name: string;
  /** In order of time. Empty for a stage to which nothing was ever deployed. */
  readonly live: readonly LiveFrom[];
}

/** An alarm when the story began, and the metric that the story played for it. */
export interface RecordedAlarm {
  readonly name: string;
  readonly state: StateValue;
  readonly metric?: PlayedMetric;
}

export interface PlayedMetric {
  readonly threshold: number;
  /** The value that was observed from this time on, for a minute. */
  readonly points: readonly { readonly time: EpochMillis; readonly value: number }[];
}
