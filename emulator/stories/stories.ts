import { alarmInAnotherAccount } from './alarm-in-another-account.ts';
import { alarmInAnotherRegion } from './alarm-in-another-region.ts';
import { alarmWasAlreadyOn } from './alarm-was-already-on.ts';
import { approvalInTheStage } from './approval-in-the-stage.ts';
import { approvalInTheStageStop } from './approval-in-the-stage-stop.ts';
import { badDeploy } from './bad-deploy.ts';
import { blamedReleaseAtApproval } from './blamed-release-at-approval.ts';
import { blamedReleaseBetweenStages } from './blamed-release-between-stages.ts';
import { blamedReleaseGoesOn } from './blamed-release-goes-on.ts';
import { crashAfterAccept } from './crash-after-accept.ts';
import { currentIsARollback } from './current-is-a-rollback.ts';
import { deploymentRunning } from './deployment-running.ts';
import { deploymentRunningStop } from './deployment-running-stop.ts';
import { fiftyAlarmsAtOnce } from './fifty-alarms-at-once.ts';
import { fixIsApproved } from './fix-is-approved.ts';
import { frozenAndReleased } from './frozen-and-released.ts';
import { frozenUntilRecovered } from './frozen-until-recovered.ts';
import { logAlarm } from './log-alarm.ts';
import { longAfterDeploy } from './long-after-deploy.ts';
import { manualRollback } from './manual-rollback.ts';
import { muteEnds } from './mute-ends.ts';
import { mutedAlarm } from './muted-alarm.ts';
import { nextReleaseWaiting } from './next-release-waiting.ts';
import { noTargetRedeploy } from './no-target-redeploy.ts';
import { notRecovered } from './not-recovered.ts';
import { paused } from './paused.ts';
import { personWasFaster } from './person-was-faster.ts';
import { pipelineWasEdited } from './pipeline-was-edited.ts';
import { rollbackFails } from './rollback-fails.ts';
import { secondAlarmAfterRollback } from './second-alarm-after-rollback.ts';
import { slowAlarm } from './slow-alarm.ts';
import { spokeCutOff } from './spoke-cut-off.ts';
import type { Story } from './story.ts';
import { twoStagesAtOnce } from './two-stages-at-once.ts';
import { undo } from './undo.ts';

/** Every story, in the order in which a newcomer reads them best. */
export const STORIES: readonly Story[] = [
  badDeploy,
  alarmWasAlreadyOn,
  longAfterDeploy,
  mutedAlarm,
  muteEnds,
  pipelineWasEdited,
  noTargetRedeploy,
  currentIsARollback,
  twoStagesAtOnce,
  fiftyAlarmsAtOnce,
  crashAfterAccept,
  deploymentRunning,
  deploymentRunningStop,
  approvalInTheStage,
  approvalInTheStageStop,
  fixIsApproved,
  nextReleaseWaiting,
  blamedReleaseGoesOn,
  blamedReleaseAtApproval,
  blamedReleaseBetweenStages,
  personWasFaster,
  slowAlarm,
  logAlarm,
  rollbackFails,
  notRecovered,
  secondAlarmAfterRollback,
  frozenAndReleased,
  frozenUntilRecovered,
  paused,
  manualRollback,
  undo,
  alarmInAnotherAccount,
  alarmInAnotherRegion,
  spokeCutOff,
];

/** The stories of these names, the first of all where none is named. Throws where one does not exist, and lists what there is. */
export function storiesNamed(names: readonly string[]): readonly Story[] {
  if (names.length === 0) return [badDeploy];
  return names.map((name) => {
    const story = STORIES.find((candidate) => candidate.name === name);
    if (story !== undefined) return story;
    throw new UnknownStory(name);
  });
}

export class UnknownStory extends Error {
  override readonly name = 'UnknownStory';

  constructor(name: string) {
    super(`there is no story "${name}"; there are:\n${STORIES.map((story) => `  ${story.name}`).join('\n')}`);
  }
}
