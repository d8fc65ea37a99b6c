import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { badDeploy } from '../../emulator/stories/bad-deploy.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';
import { countCalls } from './crash.ts';
import { crashAtEach, everyState } from './crash-points.ts';

it('the function, killed before the first and after each call of the invocation that handles the alarm, rolls back once and tells people', async () => {
  const assembly = await sharedAssembly(badDeploy.guards, badDeploy.spokes);
  const points = everyState(await countCalls(badDeploy, assembly));
  const results = await crashAtEach(badDeploy, assembly, points, availableParallelism() + 1);
  expect(results.filter(({ violations }) => violations.length > 0)).toEqual([]);
  expect(results.map(({ hit }) => hit)).toContain('codepipeline RollbackStage');
  // Every crash before the acceptance costs time, and none after it does.
  const accepted = results.findIndex(({ hit, point }) => hit?.endsWith('RollbackStage') && point.moment === 'after');
  const late = results.map(({ rolledBackAfter = 0 }) => rolledBackAfter > 30);
  expect(late).toEqual(results.map((_, index) => index < accepted));
});
