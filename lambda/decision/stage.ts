import type { ExecutionId } from './execution.ts';
import type { EpochMillis } from './time.ts';

/** Status of a stage's latest execution (API:StageExecution). */
export type StageStatus = 'Cancelled' | 'InProgress' | 'Failed' | 'Stopped' | 'Stopping' | 'Succeeded' | 'Skipped';

/** The execution that a stage ran last, or runs now. */
export interface Occupant {
  readonly executionId: ExecutionId;
  readonly status: StageStatus;
}

/** The inbound transition of a stage (API:TransitionState). */
export interface InboundTransition {
  readonly enabled: boolean;
  readonly lastChangedBy?: string;
  readonly disabledReason?: string;
}

/** What GetPipelineState tells about one stage. */
export interface ObservedStage {
  readonly pipelineVersion: number;
  /** Absent: the stage never ran. */
  readonly occupant?: Occupant;
  readonly inbound: InboundTransition;
  /** Executions that wait to enter the stage, where there are any. */
  readonly waiting?: readonly ExecutionId[];
  /** When an action of the stage last changed its status: the end of the run, once the stage is not running. */
  readonly lastActionChangeAt?: EpochMillis;
}

/** When a stage's latest execution ran in it, read from its action executions (ListActionExecutions). */
export interface StageRun {
  readonly beganAt: EpochMillis;
  readonly endedAt: EpochMillis;
}

/** Whether something runs in the stage now; not where it was not seen. */
export function isStageRunning(stage: ObservedStage | undefined): boolean {
  return stage?.occupant !== undefined && isRunning(stage.occupant);
}

/** The execution in the stage, and those that wait to enter it. */
export function executionsAt({ occupant, waiting = [] }: ObservedStage): readonly ExecutionId[] {
  return occupant === undefined ? waiting : [occupant.executionId, ...waiting];
}

export function isRunning(occupant: Occupant): boolean {
  return occupant.status === 'InProgress' || occupant.status === 'Stopping';
}
