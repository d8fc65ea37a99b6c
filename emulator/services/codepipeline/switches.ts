/** Errors of RollbackStage that AWS models (API:RollbackStage) and that a refusal can carry. */
export type RollbackRefusal =
  | 'ValidationException'
  | 'PipelineExecutionNotFoundException'
  | 'PipelineExecutionOutdatedException'
  | 'UnableToRollbackStageException'
  | 'ConflictException';

/** Why a rollback is refused. That it is refused is documented; which error AWS answers mostly is not. */
export type RollbackObstacle =
  | 'v1Pipeline'
  | 'parallelMode'
  | 'sourceStage'
  | 'versionChanged'
  | 'beforeFebruary2024'
  | 'rollbackTypeTarget'
  | 'notSucceededInStage'
  | 'stageRunning'
  | 'stageSkipped'
  | 'transitionDisabled';

/**
 * Everything AWS does not document, as a choice. The defaults are the suggestions of our fact sheet; tests of the
 * controller run with the other choices too. BEHAVIOUR.md names each switch where it takes effect.
 */
export interface Switches {
  /**
   * The error of each refused rollback. `versionChanged` and `stageRunning` are named in the model's text of
   * UnableToRollbackStageException, yet PipelineExecutionOutdatedException fits the first as well.
   */
  readonly rollbackErrors: Readonly<Record<RollbackObstacle, RollbackRefusal>>;
  /** What a disabled inbound transition does to a rollback: nothing, hold it at the gate, or refuse it. */
  readonly disabledTransitionAndRollback: 'ignores' | 'waits' | 'refuses';
  /** ListPipelineExecutions with `succeededInStage` also returns ROLLBACK executions. */
  readonly succeededInStageIncludesRollbacks: boolean;
  /** ListPipelineExecutions with an unknown stage in the filter (StageNotFoundException is not in its model). */
  readonly unknownStageInFilter: 'empty' | 'ValidationException';
  /** Order of ListPipelineExecutions; the documentation only says "most recent executions". */
  readonly executionOrder: 'newestFirst' | 'shuffled';
  /**
   * Milliseconds until a new execution shows in GetPipelineExecution, ListPipelineExecutions and
   * ListActionExecutions. No statement on read consistency was found.
   */
  readonly newExecutionDelayMillis: number;
  /** Milliseconds until GetPipelineState shows that an execution entered a stage. */
  readonly stageStateDelayMillis: number;
  /** STANDARD executions carry their type; documentation samples of them often lack it. */
  readonly standardTypeShown: boolean;
  /** What GetPipelineState lists for a PARALLEL pipeline, which has no state. */
  readonly parallelPipelineState: 'noStages' | 'emptyStages';
  /** The actions of a stage that a rollback runs; "only deploy actions" leaves out approvals. */
  readonly rollbackRuns: 'allActions' | 'allButApprovals';
  /**
   * What stop-and-wait does to an execution whose approval is pending: wait in Stopping, with the stage locked, until
   * somebody answers it ("actions in progress complete"), or end the approval at once.
   */
  readonly stopWithPendingApproval: 'waits' | 'abandonsApproval';
  /** The error of an answer to an approval that was answered before: both texts of the model fit. */
  readonly answeredApproval: 'ApprovalAlreadyCompletedException' | 'InvalidApprovalTokenException';
  /** Entry conditions of the stage are evaluated on a ROLLBACK execution, too. */
  readonly rollbackEvaluatesEntryConditions: boolean;
  /** When a stage with an entry condition publishes STARTED: as the execution comes in, or once it may run. */
  readonly stageStartedEvent: 'onEntry' | 'afterEntryConditions';
  /** What `revisionSummary` of a source on a connection holds: the commit message, or JSON with `CommitMessage`. */
  readonly connectionRevisionSummary: 'message' | 'json';
  /** End of executions that an edit interrupts: the user guide says both. */
  readonly editedExecutionStatus: 'Cancelled' | 'Failed';
  /** The actions that RetryStageExecution with FAILED_ACTIONS runs; either way the stage goes on after them. */
  readonly failedActionsRetryRuns: 'failedActions' | 'wholeStage';
  /** A stage has the tags of its pipeline, for `aws:ResourceTag` in a policy. */
  readonly stageCarriesPipelineTags: boolean;
  /** A failed ROLLBACK execution in a stage with `onFailure: ROLLBACK` starts another one. */
  readonly failedRollbackRollsBackAgain: boolean;
}

/** The suggested choice for every switch. */
export const DEFAULT_SWITCHES: Switches = {
  rollbackErrors: {
    v1Pipeline: 'ValidationException',
    parallelMode: 'ValidationException',
    sourceStage: 'UnableToRollbackStageException',
    versionChanged: 'UnableToRollbackStageException',
    beforeFebruary2024: 'PipelineExecutionOutdatedException',
    rollbackTypeTarget: 'UnableToRollbackStageException',
    notSucceededInStage: 'UnableToRollbackStageException',
    stageRunning: 'UnableToRollbackStageException',
    stageSkipped: 'UnableToRollbackStageException',
    transitionDisabled: 'UnableToRollbackStageException',
  },
  disabledTransitionAndRollback: 'ignores',
  succeededInStageIncludesRollbacks: true,
  unknownStageInFilter: 'empty',
  executionOrder: 'newestFirst',
  newExecutionDelayMillis: 0,
  stageStateDelayMillis: 0,
  standardTypeShown: true,
  parallelPipelineState: 'noStages',
  rollbackRuns: 'allActions',
  stopWithPendingApproval: 'waits',
  answeredApproval: 'ApprovalAlreadyCompletedException',
  rollbackEvaluatesEntryConditions: false,
  stageStartedEvent: 'onEntry',
  connectionRevisionSummary: 'message',
  editedExecutionStatus: 'Cancelled',
  failedActionsRetryRuns: 'failedActions',
  stageCarriesPipelineTags: true,
  failedRollbackRollsBackAgain: false,
};

/** Switches that differ from the defaults; `rollbackErrors` may be partial too. */
export type SwitchOverrides = Partial<Omit<Switches, 'rollbackErrors'>> & {
  readonly rollbackErrors?: Partial<Switches['rollbackErrors']>;
};

export function switchesWith(overrides: SwitchOverrides): Switches {
  return {
    ...DEFAULT_SWITCHES,
    ...overrides,
    rollbackErrors: { ...DEFAULT_SWITCHES.rollbackErrors, ...overrides.rollbackErrors },
  };
}
