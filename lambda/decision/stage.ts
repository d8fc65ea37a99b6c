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

/** The latest execution of an action of the stage, whichever execution of the pipeline it belongs to (API:ActionState). */
export interface ActionState {
  readonly name: string;
  readonly status: string;
  readonly changedAt?: EpochMillis;
  /** Answers the approval that waits here (API:PutApprovalResult). */
  readonly token?: string;
}

/** What is at a stage. */
export interface StagePresence {
  /** Absent: the stage never ran. */
  readonly occupant?: Occupant;
  /** Executions that wait to enter the stage, where there are any. */
  readonly waiting?: readonly ExecutionId[];
  readonly actions: readonly ActionState[];
}

/** A stage of the pipeline, after the one in question. */
export interface LaterStage extends StagePresence {
  readonly name: string;
}

/** What GetPipelineState tells about one stage. */
export interface ObservedStage extends StagePresence {
  /** What is in it was tried again, the last time by the stage's own rule. */
  readonly isRetriedByItself?: true;
  readonly pipelineVersion: number;
  readonly inbound: InboundTransition;
  /** The stages behind it, in their order. */
  readonly later: readonly LaterStage[];
}

/** Whether something runs in the stage now; not where it was not seen. */
export function isStageRunning(stage: StagePresence | undefined): boolean {
  return stage?.occupant !== undefined && isRunning(stage.occupant);
}

/** The execution in the stage, and those that wait to enter it. */
export function executionsAt({ occupant, waiting = [] }: StagePresence): readonly ExecutionId[] {
  return occupant === undefined ? waiting : [occupant.executionId, ...waiting];
}

export function isRunning(occupant: Occupant): boolean {
  return occupant.status === 'InProgress' || occupant.status === 'Stopping';
}

/** An approval that somebody is to answer in the stage. */
export interface PendingApproval {
  readonly action: string;
  readonly token: string;
}

export function pendingApproval({ actions }: StagePresence): PendingApproval | undefined {
  for (const { name, status, token } of actions) {
    if (status === 'InProgress' && token !== undefined) return { action: name, token };
  }
  return undefined;
}

/** The approval that alone keeps the stage busy: no other action of it runs. */
export function awaitedApproval(stage: StagePresence): PendingApproval | undefined {
  const isBusy = stage.actions.some(({ status, token }) => status === 'InProgress' && token === undefined);
  return isBusy ? undefined : pendingApproval(stage);
}
