import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { badDeploy } from '../../emulator/stories/bad-deploy.ts';
import { fiftyAlarmsAtOnce } from '../../emulator/stories/fifty-alarms-at-once.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';
import { countCalls } from './crash.ts';
import { aroundRollback, crashAtEach, everyState } from './crash-points.ts';
import { CRASH_STORIES } from './crash-stories.ts';

const MINUTES = 60_000;
const ACCOUNTS = availableParallelism() + 1;

/** `npm run crash-table` does all of them, before and after every call; fifty processes a story are too many here. */
const OTHERS = CRASH_STORIES.filter((story) => story !== badDeploy && story !== fiftyAlarmsAtOnce).map(
  (story) => [story.name, story] as const,
);

describe('the function, killed at any call', () => {
  it('of the invocation that handles the alarm, before the first and after each, rolls back once and tells people', {
    timeout: 5 * MINUTES,
  }, async () => {
    const assembly = await sharedAssembly(badDeploy.guards);
    const points = everyState(await countCalls(badDeploy, assembly));
    const results = await crashAtEach(badDeploy, assembly, points, ACCOUNTS);
    expect(results.filter(({ violations }) => violations.length > 0)).toEqual([]);
    expect(results.map(({ hit }) => hit)).toContain('codepipeline RollbackStage');
    // Every crash before the acceptance costs time, and none after it does.
    const accepted = results.findIndex(({ hit, point }) => hit?.endsWith('RollbackStage') && point.moment === 'after');
    const late = results.map(({ rolledBackAfter = 0 }) => rolledBackAfter > 30);
    expect(late).toEqual(results.map((_, index) => index < accepted));
  });

  it.each(OTHERS)(
    'right after the claim or right after RollbackStage, ends as it should: %s',
    {
      timeout: 5 * MINUTES,
    },
    async (_name, story) => {
      const assembly = await sharedAssembly(story.guards);
      const points = aroundRollback(await countCalls(story, assembly));
      const results = await crashAtEach(story, assembly, points, ACCOUNTS);
      expect(results.filter(({ hit }) => hit === undefined)).toEqual([]);
      expect(results.filter(({ violations }) => violations.length > 0)).toEqual([]);
    },
  );
});
