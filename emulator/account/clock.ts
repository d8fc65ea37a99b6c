/** Milliseconds since the Unix epoch, in the local account's time. */
export type EpochMillis = number;

/** Undoes a scheduled task that has not run yet. */
export type Cancel = () => void;

/**
 * The time of the local account. Every emulated service takes its time from here and schedules what happens later
 * (the end of an action, a delayed message, a retry) here, so that a drill of an hour takes seconds.
 */
export interface Clock {
  now(): EpochMillis;
  /** Runs `task` once, when the clock reaches `time` (at once if that is past). Tasks due together run in order of scheduling. */
  at(time: EpochMillis, task: () => void | Promise<void>): Cancel;
}
