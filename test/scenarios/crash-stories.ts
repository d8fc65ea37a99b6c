import { STORIES } from '../../emulator/stories/stories.ts';
import type { Story } from '../../emulator/stories/story.ts';

/**
 * The stories that end in a rollback, or a redeployment, by the controller or by others, and the one in which an alarm elsewhere cannot be looked
 * at. Not `manual-rollback`: a command is synchronous, and a person who sees it fail looks before asking for a second rollback.
 */
export const CRASH_STORIES: readonly Story[] = STORIES.filter(
  ({ name, end }) => name === 'spoke-cut-off' || (end.rollbacks.length > 0 && name !== 'manual-rollback'),
);
