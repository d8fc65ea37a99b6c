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

/** One attempt of an execution to run a stage. */
export interface Attempt {
  readonly beganAt: EpochMillis;
  readonly endedAt: EpochMillis;
}

/** When an execution ran in a stage: its attempts, oldest first. A stage that failed or was stopped can be retried. */
export type StageRun = readonly [Attempt, ...Attempt[]];

/** One execution of an action. */
export interface ActionRun extends Attempt {
  readonly action: string;
}

/**
 * The run of a stage from the executions of its actions; undefined without any. CodePipeline does not tell attempts apart:
 * an action that begins once more begins another.
 */
export function runOf(actions: readonly ActionRun[]): StageRun | undefined {
  const attempts: ActionRun[][] = [];
  for (const run of actions.toSorted((one, other) => one.beganAt - other.beganAt)) {
    const latest = attempts.at(-1);
    if (latest === undefined || latest.some(({ action }) => action === run.action)) attempts.push([run]);
    else latest.push(run);
  }
  const [first, ...others] = attempts.map((runs) => ({
    beganAt: Math.min(...runs.map(({ beganAt }) => beganAt)),
    endedAt: Math.max(...runs.map(({ endedAt }) => endedAt)),
  }));
  return first === undefined ? undefined : [first, ...others];
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
