import type { GuardPolicy } from '../guard-policy.ts';
import type { ActionRun } from './action-run.ts';
import type { AlarmTransition, ObservedAlarm } from './alarm.ts';
import type { Execution, ExecutionId } from './execution.ts';
import type { PipelineStructure } from './pipeline-structure.ts';
import type { Variable } from './release.ts';
import type { ObservedStage } from './stage.ts';
import type { Pause } from './state.ts';
import type { EpochMillis } from './time.ts';

/** Something that was read, or could not be. What could not be read is never mistaken for a value. */
export type Read<T> = { readonly ok: true; readonly value: T } | Unreadable;

export interface Unreadable {
  readonly ok: false;
  /** What was to be read, for people: `alarm "shop-5xx"`. */
  readonly what: string;
  readonly problem: string;
  /** Throttling, timeouts, 5xx: worth another try. */
  readonly transient: boolean;
}

/** A list that is read page by page; `complete` once the last page is in. */
export interface Pages<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
}

/** Status of a pipeline execution (API:PipelineExecution). */
export type ExecutionStatus =
  | 'Cancelled'
  | 'InProgress'
  | 'Stopped'
  | 'Stopping'
  | 'Succeeded'
  | 'Superseded'
  | 'Failed';

/** What is known of an execution beyond the lists: by GetPipelineExecution, and who made the change, where its event said so. */
export interface ExecutionDetail {
  readonly status: ExecutionStatus;
  readonly version: number;
  readonly variables: readonly Variable[];
  readonly author?: string;
}

export type GuardLookUp =
  | { readonly kind: 'found'; readonly policy: GuardPolicy }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly problem: string };

/** Another guarded stage that has the same alarm. */
export interface Rival {
  readonly stage: string;
  /** When its last deployments began. */
  readonly deployedAt: readonly EpochMillis[];
  /** An incident of it is open. */
  readonly busy: boolean;
}

/** What was read of the world. A fact that is absent was not asked for. */
export interface Facts {
  readonly guard?: Read<GuardLookUp>;
  readonly globalPause?: Read<Pause | undefined>;
  readonly stage?: Read<ObservedStage | 'not-found'>;
  /** All executions of the pipeline. */
  readonly recent?: Read<Pages<Execution>>;
  /** Executions that succeeded in the stage under the current pipeline version (filter `succeededInStage`). */
  readonly succeeded?: Read<Pages<Execution>>;
  /** Action executions of the pipeline, all stages, newest first. */
  readonly actions?: Read<Pages<ActionRun>>;
  /** The pipeline as it is declared now. */
  readonly structure?: Read<PipelineStructure | 'not-found'>;
  readonly alarms: { readonly [arn: string]: Read<ObservedAlarm | 'not-found'> | undefined };
  /** Transitions of an alarm, back to a time and one further. */
  readonly histories: { readonly [alarm: string]: Read<readonly AlarmTransition[]> | undefined };
  readonly executions: { readonly [id: ExecutionId]: Read<ExecutionDetail | 'not-found'> | undefined };
  /** Other stages that an alarm guards. */
  readonly rivals: { readonly [alarm: string]: Read<readonly Rival[]> | undefined };
  /** The rollback that CodePipeline has taken in this turn of the loop: there is nothing to read of it yet. */
  readonly taken?: ExecutionId;
  /** Whether a decision record exists. */
  readonly recorded: { readonly [entry: string]: boolean | undefined };
}

export const NO_FACTS: Facts = { alarms: {}, histories: {}, executions: {}, rivals: {}, recorded: {} };

/** A fact that is to be read. */
export type Want =
  | { readonly fact: 'guard' | 'globalPause' | 'stage' | 'recent' | 'succeeded' | 'actions' | 'structure' }
  /** The next page. */
  | { readonly fact: 'more'; readonly of: 'recent' | 'succeeded' | 'actions' }
  | { readonly fact: 'alarm'; readonly arn: string }
  | { readonly fact: 'history'; readonly alarm: string; readonly since: EpochMillis }
  | { readonly fact: 'execution'; readonly id: ExecutionId }
  | { readonly fact: 'rivals'; readonly alarm: string }
  | { readonly fact: 'recorded'; readonly entry: string; readonly causedAt: EpochMillis };

/** What was read, where it exists. */
export function foundIn<T>(read: Read<T | 'not-found'> | undefined): T | undefined {
  return read?.ok && read.value !== 'not-found' ? read.value : undefined;
}
