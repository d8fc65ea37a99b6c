import { STORIES } from '../../emulator/stories/stories.ts';
import type { Story } from '../../emulator/stories/story.ts';

/**
 * The stories that end in a rollback, or a redeployment, by the controller or by others. Not `manual-rollback`: a command is synchronous, and a
 * person who sees it fail looks before asking for a second rollback.
 */
export const CRASH_STORIES: readonly Story[] = STORIES.filter(
  ({ name, end }) => end.rollbacks.length > 0 && name !== 'manual-rollback',
);
