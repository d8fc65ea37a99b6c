import type { EpochMillis } from '../account/clock.ts';
import type { Happening } from './happening.ts';
import type { RecordedAlarm, RecordedStage } from './recorded-stock.ts';
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
