import type { Entry } from '../decision/entry.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { EpochMillis } from '../decision/time.ts';

export type UnusableInput = 'event' | 'watch message' | 'stage record';

/** What is written down for whoever looks into it, and counted. */
export interface Log {
  /** One decision: a structured line and its metrics. */
  entry(key: StageKey, entry: Entry): void;
  /** An entry that people could not be told about. */
  unannounced(key: StageKey, entry: Entry, problem: string): void;
  /** An incident is open although it should have ended; said again at every look, so that an alarm sees its end. */
  overdue(key: StageKey, incident: string, since: EpochMillis): void;
  /** Something that came or lies there and cannot be used: nothing was done with it. Counted. */
  unusable(input: UnusableInput, problem: string, details: object): void;
  /** An alarm came that nobody guards anything with. Counted, and said to nobody. */
  unguarded(alarm: string): void;
  /** A check of every guard has come to its end. Counted: an alarm watches for days without one. */
  checked(): void;
  info(message: string, details: object): void;
  warn(message: string, details: object): void;
}
