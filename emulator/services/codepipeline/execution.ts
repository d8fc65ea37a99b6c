import type { EpochMillis } from '../../account/clock.ts';
import type { ActionDeclaration, PipelineDeclaration } from './declaration.ts';
import type { ScriptedEntry } from './scripted-entry.ts';

export type ExecutionStatus =
  | 'Cancelled'
  | 'InProgress'
  | 'Stopped'
  | 'Stopping'
  | 'Succeeded'
  | 'Superseded'
  | 'Failed';
export type ExecutionType = 'STANDARD' | 'ROLLBACK';
export type ActionStatus = 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed';

/** What a source action took, e.g. a commit. */
export interface SourceRevision {
  readonly actionName: string;
  /** Absent where CodePipeline does not name it. */
  readonly revisionId?: string;
  readonly revisionSummary?: string;
  readonly revisionUrl?: string;
}

export interface Trigger {
  readonly triggerType:
    | 'CreatePipeline'
    | 'StartPipelineExecution'
    | 'PollForSourceChanges'
    | 'Webhook'
    | 'CloudWatchEvent'
    | 'PutActionRevision'
    | 'WebhookV2'
    | 'ManualRollback'
    | 'AutomatedRollback';
  readonly triggerDetail: string;
  /** Who pushed; only the event of a push names them. */
  readonly author?: { readonly displayName: string; readonly email: string };
}

/**
 * How a stage or one of its actions goes. `Failed` of a stage: its last action that is not an approval fails. `Hangs`: that
 * action never ends by itself. `Skipped`: an entry condition skips the stage at once (stages of STANDARD executions only).
 */
export type ScriptedResult = 'Succeeded' | 'Failed' | 'Hangs' | 'Skipped';

/** The result of every attempt; the last of a list repeats, so `['Failed', 'Succeeded']` succeeds on retry. */
export type ScriptedResults = ScriptedResult | readonly ScriptedResult[];

/** One run of one action. */
export interface ActionExecution {
  readonly id: string;
  readonly stageName: string;
  readonly declaration: ActionDeclaration;
  readonly startTime: EpochMillis;
  lastUpdateTime: EpochMillis;
  status: ActionStatus;
  /** ARN of who approved, rejected or stopped it. */
  updatedBy?: string;
  summary?: string;
  /** Token of an approval. */
  readonly token?: string;
  /** The approval was approved or rejected: it did not time out and was not abandoned. */
  answered?: true;
  errorDetails?: { readonly code: string; readonly message: string };
}

/** How one run of one action goes: how long it takes, and how it ends, which is asked when it does. */
export interface ActionCourse {
  readonly millis: number;
  readonly result: () => 'Succeeded' | 'Failed';
}

/** How an action that is not an approval goes; undefined leaves it to the scripted durations and results. */
export type CourseOf = (execution: Readonly<Execution>, action: Readonly<ActionExecution>) => ActionCourse | undefined;

/** Told when an action has begun or ended; what the action event says, without the event. */
export type ActionListener = (execution: Readonly<Execution>, action: Readonly<ActionExecution>) => void;

/** One execution of a pipeline. Fields that change are not readonly. */
export interface Execution {
  readonly id: string;
  readonly type: ExecutionType;
  /** The target of a ROLLBACK execution. */
  readonly rollbackTarget?: Execution;
  readonly pipelineVersion: number;
  readonly mode: PipelineDeclaration['executionMode'];
  readonly trigger: Trigger;
  readonly sourceRevisions: readonly SourceRevision[];
  readonly variables: readonly { readonly name: string; readonly resolvedValue: string }[];
  /** What the script decided for its stages and actions, by `STAGE` or `STAGE/ACTION`. */
  readonly results: { readonly [what: string]: ScriptedResults };
  /** What the script decided for the entry conditions of its stages, by stage. */
  readonly entries: { readonly [stage: string]: ScriptedEntry };
  readonly startTime: EpochMillis;
  lastUpdateTime: EpochMillis;
  status: ExecutionStatus;
  stopReason?: string;
  /** 1, plus one for each retry of a stage. */
  attempt: number;
  /** Replaced, never changed. */
  succeededStages: ReadonlySet<string>;
  /** In order of their start. */
  readonly actions: ActionExecution[];
  /** The stage it waits to enter. */
  waitingFor?: string | undefined;
}

/** Running, winding down or waiting. */
export function isActive({ status }: Execution): boolean {
  return status === 'InProgress' || status === 'Stopping';
}

/** The execution that made the artifacts: itself, or the target of a rollback. */
export function artifactOwner(execution: Execution): Execution {
  return execution.rollbackTarget ?? execution;
}
