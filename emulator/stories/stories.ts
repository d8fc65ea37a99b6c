import { alarmWasAlreadyOn } from './alarm-was-already-on.ts';
import { badDeploy } from './bad-deploy.ts';
import { currentIsARollback } from './current-is-a-rollback.ts';
import { fiftyAlarmsAtOnce } from './fifty-alarms-at-once.ts';
import { longAfterDeploy } from './long-after-deploy.ts';
import { manualRollback } from './manual-rollback.ts';
import { mutedAlarm } from './muted-alarm.ts';
import { pipelineWasEdited } from './pipeline-was-edited.ts';
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
