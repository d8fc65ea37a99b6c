import type { EpochMillis } from '../account/clock.ts';
import type { StateValue } from '../services/cloudwatch/state-value.ts';

/** A stage when the story began. */
export interface RecordedStage {
  /** `pipeline/stage`. */
  readonly name: string;
  /** The release that was deployed in it. */
  readonly release?: string;
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
