import type { Execution, ExecutionId } from './execution.ts';
import type { EpochMillis } from './time.ts';

/**
 * A decision record: one thing that was decided or that happened to an incident. Appended to the history of the stage
 * exactly once per `id`, and announced to people where `announce` says so.
 */
export interface Entry {
  /** Unique within the stage and the same for every redelivery of its trigger. */
  readonly id: string;
  /** Time of what caused it; with `id` its key, so it must not depend on when it is processed. */
  readonly causedAt: EpochMillis;
  readonly at: EpochMillis;
  readonly code: EntryCode;
  /** The reason from the catalogue, where `code` is `hold`. */
  readonly reason?: string;
  /** For people, with the numbers. */
  readonly sentence: string;
  readonly announce: boolean;
  readonly incident?: string;
  /** `alarm "shop-5xx"`, `alice` or the name of a rollback by others. */
  readonly cause: string;
  /** ARN of the alarm, where one was the cause; its name in records of before. */
  readonly alarm?: string;
  /** The alarm's own reason text. */
  readonly alarmReason?: string;
  readonly suspect?: Execution;
  readonly target?: Execution;
  readonly rollbackExecutionId?: ExecutionId;
  /** Whether our freeze of the stage was in force then; absent where the freeze was not looked at. */
  readonly frozen?: boolean;
  /** The release was run through the whole pipeline again, not rolled back to. */
  readonly redeployment?: true;
  /** Events of the alarm that this decision is about, where it is more than one; the last of them. */
  readonly events?: { readonly count: number; readonly from: EpochMillis; readonly lastAt: EpochMillis };
}

/** What happened. The first three are decisions, the rest is the further life of an incident. */
export type EntryCode =
  | 'rollback'
  | 'redeploy'
  | 'wait'
  | 'hold'
  | 'not-rolled-back'
  | 'rollback-by-others'
  | 'rollback-failed'
  | 'rollback-stuck'
  | 'rollback-kept-out'
  | 'superseded'
  | 'recovered'
  | 'not-recovered'
  | 'unverified'
  | 'held-back'
  | 'went-on'
  | 're-armed'
  | 'health-unknown'
  | 'freeze-failed'
  | 'thaw-failed'
  | 'released'
  | 'paused'
  | 'resumed'
  | 'planned'
  | 'aborted'
  | 'forgiven'
  | 'test-message'
  | 'redriven'
  | 'command-refused'
  | 'unguarded'
  | 'readiness-lost'
  | 'readiness-regained';
