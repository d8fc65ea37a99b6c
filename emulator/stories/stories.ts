import { alarmWasAlreadyOn } from './alarm-was-already-on.ts';
import { badDeploy } from './bad-deploy.ts';
import { crashAfterAccept } from './crash-after-accept.ts';
import { currentIsARollback } from './current-is-a-rollback.ts';
import { deploymentRunning } from './deployment-running.ts';
import { deploymentRunningStop } from './deployment-running-stop.ts';
import { fiftyAlarmsAtOnce } from './fifty-alarms-at-once.ts';
import { frozenAndReleased } from './frozen-and-released.ts';
import { frozenUntilRecovered } from './frozen-until-recovered.ts';
import { longAfterDeploy } from './long-after-deploy.ts';
import { manualRollback } from './manual-rollback.ts';
import { mutedAlarm } from './muted-alarm.ts';
import { notRecovered } from './not-recovered.ts';
import { paused } from './paused.ts';
import { personWasFaster } from './person-was-faster.ts';
import { pipelineWasEdited } from './pipeline-was-edited.ts';
import { rollbackFails } from './rollback-fails.ts';
import { secondAlarmAfterRollback } from './second-alarm-after-rollback.ts';
import type { Story } from './story.ts';
import { twoStagesAtOnce } from './two-stages-at-once.ts';

/** Every story, in the order in which a newcomer reads them best. */
export const STORIES: readonly Story[] = [
  badDeploy,
  alarmWasAlreadyOn,
  longAfterDeploy,
  mutedAlarm,
  pipelineWasEdited,
  currentIsARollback,
  twoStagesAtOnce,
  fiftyAlarmsAtOnce,
  crashAfterAccept,
  deploymentRunning,
  deploymentRunningStop,
  personWasFaster,
  rollbackFails,
  notRecovered,
  secondAlarmAfterRollback,
  frozenAndReleased,
  frozenUntilRecovered,
  paused,
  manualRollback,
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
