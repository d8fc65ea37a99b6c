import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { badDeploy } from '../../emulator/stories/bad-deploy.ts';
import { fiftyAlarmsAtOnce } from '../../emulator/stories/fifty-alarms-at-once.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';
import { aroundRollback, crashAtEach } from './crash-points.ts';
import { CRASH_STORIES } from './crash-stories.ts';

/** `npm run crash-table` does all of them, before and after every call; fifty processes a story are too many here. */
const OTHERS = CRASH_STORIES.filter((story) => story !== badDeploy && story !== fiftyAlarmsAtOnce).map(
  (story) => [story.name, story] as const,
);

describe('the function, killed right after the claim or right after RollbackStage, ends as it should', () => {
  it.each(OTHERS)('%s', async (_name, story) => {
    const assembly = await sharedAssembly(story.guards, story.spokes);
    const results = await crashAtEach(story, assembly, aroundRollback(story), availableParallelism() + 1);
    expect(results.filter(({ hit }) => hit === undefined)).toEqual([]);
    expect(results.filter(({ violations }) => violations.length > 0)).toEqual([]);
  });
});
