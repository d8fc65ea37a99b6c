import type { EpochMillis } from '../account/clock.ts';
import type { StateValue } from '../services/cloudwatch/alarm.ts';
import type { Happening } from './happening.ts';
import type { Story, StoryEnd } from './story.ts';

/** A story as it was played: what there was when it began, and everything that happened, in order. */
export interface RecordedStory extends Pick<Story, 'name' | 'summary'> {
  readonly from: EpochMillis;
  readonly until: EpochMillis;
  readonly stages: readonly RecordedStage[];
  readonly alarms: readonly RecordedAlarm[];
  readonly happenings: readonly Happening[];
  readonly expected: StoryEnd;
  readonly end: StoryEnd;
  /** How the end differs from the expected one; empty when the story passed. */
  readonly differences: readonly string[];
}

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
