import { describe, expect, it } from 'vitest';
import { behaviourOf } from '../../emulator/services/codepipeline/behaviour-file.ts';
import type { SwitchOverrides } from '../../emulator/services/codepipeline/switches.ts';
import { ids, NEVER_TRIED, playDay } from './played-day.ts';

/** Two accounts, in which between them every switch that a game day can see is turned. */
const ODD: SwitchOverrides = {
  disabledTransitionAndRollback: 'refuses',
  succeededInStageIncludesRollbacks: false,
  unknownStageInFilter: 'ValidationException',
  executionOrder: 'shuffled',
  newExecutionDelayMillis: 4_000,
  stageStateDelayMillis: 5_000,
  standardTypeShown: false,
  parallelPipelineState: 'emptyStages',
  stopWithPendingApproval: 'abandonsApproval',
  answeredApproval: 'InvalidApprovalTokenException',
  rollbackEvaluatesEntryConditions: true,
  stageStartedEvent: 'afterEntryConditions',
  editedExecutionStatus: 'Failed',
  failedActionsRetryRuns: 'wholeStage',
  stageCarriesPipelineTags: false,
  failedRollbackRollsBackAgain: true,
  rollbackErrors: {
    v1Pipeline: 'ConflictException',
    parallelMode: 'UnableToRollbackStageException',
    sourceStage: 'ValidationException',
    versionChanged: 'PipelineExecutionOutdatedException',
    rollbackTypeTarget: 'ValidationException',
    notSucceededInStage: 'PipelineExecutionOutdatedException',
    stageRunning: 'ConflictException',
    stageSkipped: 'ValidationException',
    transitionDisabled: 'ConflictException',
  },
};
const WAITING: SwitchOverrides = { disabledTransitionAndRollback: 'waits', rollbackRuns: 'allButApprovals' };

describe('every deviation that is planted', () => {
  it('is found, and nothing else is', () =>
    playDay({ switches: ODD }, (record) => {
      expect(ids(record, 'differs').toSorted()).toEqual(idsOf(ODD));
      // The stop did not wait for the approvals.
      expect(ids(record, 'not tried').toSorted()).toEqual([...NEVER_TRIED, 'stoppedAfterRejection'].toSorted());
      expect(record.checks.filter(({ passed }) => !passed)).toEqual([]);
      const { switches, unplayable } = behaviourOf(record.findings);
      expect(unplayable).toEqual([]);
      expect(switches).toMatchObject({
        ...ODD,
        // Delays are seen by looking twice a second.
        newExecutionDelayMillis: expect.closeTo(4_000, -3.6),
        stageStateDelayMillis: expect.closeTo(5_000, -3.6),
      });
    }));

  it('is found where rollbacks wait at a gate, and leave approvals out', () =>
    playDay({ switches: WAITING }, (record) => {
      expect(ids(record, 'differs').toSorted()).toEqual(idsOf(WAITING));
      // Its stage has an approval only.
      expect(ids(record, 'not tried')).toContain('failedRollbackRollsBackAgain');
      expect(behaviourOf(record.findings).switches).toMatchObject(WAITING);
    }));
});

/** The assumptions that the switches are about. */
function idsOf({ rollbackErrors = {}, ...switches }: SwitchOverrides): string[] {
  return [...Object.keys(switches), ...Object.keys(rollbackErrors).map((name) => `rollbackErrors.${name}`)].toSorted();
}
