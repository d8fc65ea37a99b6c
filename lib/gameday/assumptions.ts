/** What AWS was seen to do, in one word or figure. */
export type Observed = string | number | boolean;

/** What is taken for granted about AWS without a source that says so. */
export interface Assumption {
  readonly says: string;
  /** What is expected to be seen; of a time in milliseconds the most. */
  readonly expected: Observed | { readonly atMostMillis: number };
}

const refusedAs = (obstacle: string, error: string) => ({
  says: `RollbackStage ${obstacle} is refused as`,
  expected: error,
});
const UNABLE = 'UnableToRollbackStageException';

/**
 * Everything about AWS that the local account assumes, by its id: the name of the switch that plays it
 * (`emulator/services/codepipeline/switches.ts`), or one of its own where there is no choice. BEHAVIOUR.md explains each.
 */
export const ASSUMPTIONS = {
  'rollbackErrors.v1Pipeline': refusedAs('in a pipeline of type V1', 'ValidationException'),
  'rollbackErrors.parallelMode': refusedAs('in PARALLEL mode', 'ValidationException'),
  'rollbackErrors.sourceStage': refusedAs('of the source stage', UNABLE),
  'rollbackErrors.versionChanged': refusedAs('to an execution from before the pipeline was edited', UNABLE),
  'rollbackErrors.beforeFebruary2024': refusedAs(
    'to an execution from before February 2024',
    'PipelineExecutionOutdatedException',
  ),
  'rollbackErrors.rollbackTypeTarget': refusedAs('to an execution that is a rollback itself', UNABLE),
  'rollbackErrors.notSucceededInStage': refusedAs('to an execution that never succeeded in the stage', UNABLE),
  'rollbackErrors.stageRunning': refusedAs('of a stage that runs', UNABLE),
  'rollbackErrors.stageSkipped': refusedAs('of a stage that was skipped', UNABLE),
  'rollbackErrors.transitionDisabled': refusedAs('through a disabled transition, if it is refused,', UNABLE),
  disabledTransitionAndRollback: {
    says: 'A disabled inbound transition does to a rollback (ignores, waits, refuses)',
    expected: 'ignores',
  },
  succeededInStageIncludesRollbacks: { says: 'The filter succeededInStage lists rollbacks, too', expected: true },
  unknownStageInFilter: { says: 'The filter succeededInStage with an unknown stage gives', expected: 'empty' },
  executionOrder: { says: 'ListPipelineExecutions is in order', expected: 'newestFirst' },
  newExecutionDelayMillis: {
    says: 'A new execution shows in GetPipelineExecution and in the list after',
    expected: { atMostMillis: 0 },
  },
  stageStateDelayMillis: { says: 'A rollback shows in its stage after', expected: { atMostMillis: 0 } },
  standardTypeShown: { says: 'Executions that are no rollback carry their type', expected: true },
  parallelPipelineState: { says: 'The state of a pipeline in PARALLEL mode has', expected: 'noStages' },
  rollbackRuns: { says: 'A rollback runs of its stage', expected: 'allActions' },
  rollbackEvaluatesEntryConditions: {
    says: 'A rollback has the entry condition of its stage evaluated',
    expected: false,
  },
  stageStartedEvent: { says: 'A stage with an entry condition publishes STARTED', expected: 'onEntry' },
  stopWithPendingApproval: { says: 'A stop (and wait) while an approval is pending', expected: 'waits' },
  stoppedAfterRejection: {
    says: 'An execution that was to stop, and whose approval is rejected, ends',
    expected: 'Stopped',
  },
  answeredApproval: { says: 'A second answer to an approval is', expected: 'ApprovalAlreadyCompletedException' },
  abandonedApproval: {
    says: 'An answer to an approval that was abandoned is',
    expected: 'InvalidApprovalTokenException',
  },
  connectionRevisionSummary: { says: 'The revision summary of a source on a connection is', expected: 'message' },
  editedExecutionStatus: {
    says: 'An execution that waits for approval while the pipeline is edited ends',
    expected: 'Cancelled',
  },
  failedActionsRetryRuns: { says: 'A retry of FAILED_ACTIONS runs first', expected: 'failedActions' },
  failedRollbackRollsBackAgain: {
    says: 'A rollback that fails in a stage with onFailure ROLLBACK begets another one',
    expected: false,
  },
  stageCarriesPipelineTags: { says: 'A stage carries the tags of its pipeline (aws:ResourceTag)', expected: true },
  liveTarget: { says: 'RollbackStage to the execution that is in the stage is', expected: 'accepted' },
  actionsSideBySide: { says: 'When one of two actions side by side fails, the stage', expected: 'waitsForTheOther' },
  actionsByBothFilters: { says: 'ListActionExecutions with both filters answers', expected: 'ValidationException' },
  latestActions: { says: 'The filter latestInPipelineExecution with Latest lists', expected: 'newestRunOfEach' },
  runningActionUpdated: { says: 'The lastUpdateTime of an action in progress is', expected: 'itsStart' },
  unvaluedVariable: { says: 'An execution without a value for a variable without a default ends', expected: 'Failed' },
  unknownVariable: { says: 'A start with a variable that there is not answers', expected: 'ValidationException' },
  v1Variables: { says: 'The variables of an execution of a V1 pipeline are', expected: 'absent' },
  updateOfUnknownPipeline: {
    says: 'UpdatePipeline of an unknown pipeline answers',
    expected: 'PipelineNotFoundException',
  },
  revisionSummary: { says: 'The revision summary of an S3 source is', expected: 'Amazon S3 version id: VERSION' },
  triggerDetail: {
    says: 'The trigger detail of a rollback by a function is',
    expected: 'arn:PARTITION:sts::ACCOUNT:assumed-role/ROLE/FUNCTION',
  },
  lastChangedBy: {
    says: 'A transition that a function disabled was last changed by',
    expected: 'arn:PARTITION:sts::ACCOUNT:assumed-role/ROLE/FUNCTION',
  },
  rollbackCheckOrder: { says: 'RollbackStage checks in the order of BEHAVIOUR.md', expected: true },
  endedEntry: { says: 'An entry condition that fails, or is interrupted, ends its stage', expected: true },
  removedStage: { says: 'An edit that removes a stage ends what runs in it', expected: 'at once' },
  deletedPipeline: { says: 'What runs in a pipeline that is deleted ends', expected: 'without an event' },
  listRate: { says: 'CodePipeline takes of each list call a second', expected: 10 },
  alarmToRollbackMillis: {
    says: 'From the change of the alarm to the rollback it takes',
    expected: { atMostMillis: 10_000 },
  },
  coldStartMillis: { says: 'The function is initialised within', expected: { atMostMillis: 3_000 } },
} as const satisfies { readonly [id: string]: Assumption };

export type AssumptionId = keyof typeof ASSUMPTIONS;

export function assumptionIds(): readonly AssumptionId[] {
  return Object.keys(ASSUMPTIONS).filter((id): id is AssumptionId => id in ASSUMPTIONS);
}
