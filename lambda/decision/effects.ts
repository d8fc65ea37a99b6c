import type { Entry } from './entry.ts';
import type { ExecutionId } from './execution.ts';
import type { Redeployment } from './redeployment.ts';

/** A change of the world that a step asks for: data, promised in the state before it is performed. */
export type Effect =
  | { readonly kind: 'rollback'; readonly incident: string; readonly target: ExecutionId; readonly automatic: boolean }
  /** Starts the pipeline; `incident` is the token that makes a repetition the same call. */
  | { readonly kind: 'redeploy'; readonly incident: string; readonly redeployment: Redeployment }
  /** Stop and wait, never abandon. */
  | { readonly kind: 'stop'; readonly execution: ExecutionId; readonly reason: string }
  | Reject
  /** `ifAccepted`: at once behind the rollback that is promised beside it, and only if that is accepted. */
  | { readonly kind: 'freeze'; readonly reason: string; readonly ifAccepted?: true }
  | { readonly kind: 'thaw'; readonly reason: string }
  | { readonly kind: 'tell'; readonly entry: Entry };

/** Answers an approval with no. */
export interface Reject {
  readonly kind: 'reject';
  readonly stage: string;
  readonly action: string;
  readonly token: string;
  readonly execution: ExecutionId;
  readonly reason: string;
}

/** What RollbackStage, or StartPipelineExecution, answered. `lost`: it may or may not have been accepted. */
export type RollbackAnswer =
  | { readonly kind: 'accepted'; readonly executionId: ExecutionId }
  /** ConflictException: try again. */
  | { readonly kind: 'conflict'; readonly error: string }
  /** UnableToRollbackStageException: the stage runs, or this target does not fit. */
  | { readonly kind: 'unable'; readonly error: string }
  /** PipelineExecutionOutdated, PipelineExecutionNotFound: another target may fit. */
  | { readonly kind: 'target-refused'; readonly error: string }
  /** Throttled or not sent: surely not accepted. */
  | { readonly kind: 'not-taken'; readonly error: string }
  | { readonly kind: 'lost'; readonly error: string }
  /** Validation, AccessDenied, PipelineNotFound, StageNotFound: will not get better by itself. */
  | { readonly kind: 'final'; readonly error: string }
  /** The breaker was open: it was not called. */
  | { readonly kind: 'too-many'; readonly done: number; readonly max: number; readonly minutes: number };

/** What AWS answered to a change that may safely be repeated. */
export type Change =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: string; readonly transient: boolean };

/** What became of an effect: a fact of the next step. */
export type Result =
  | { readonly kind: 'rollback'; readonly target: ExecutionId; readonly answer: RollbackAnswer }
  | { readonly kind: 'redeploy'; readonly answer: RollbackAnswer }
  | { readonly kind: 'freeze'; readonly reason: string; readonly answer: Change }
  | { readonly kind: 'thaw'; readonly reason: string; readonly answer: Change }
  | { readonly kind: 'stop' | 'reject'; readonly execution: ExecutionId; readonly answer: Change }
  | { readonly kind: 'tell'; readonly entry: string };
