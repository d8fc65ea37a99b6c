import type { Cancel, EpochMillis } from '../../account/clock.ts';

/** One evaluation of the entry condition of a stage (API:ConditionExecution); nothing of the stage runs before it ends. */
export interface EntryEvaluation {
  readonly id: string;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned' | 'Cancelled';
  lastStatusChange: EpochMillis;
  readonly cancel: Cancel;
}
