import { expect, it } from 'vitest';
import { nextReleaseWaiting } from '../../emulator/stories/next-release-waiting.ts';
import { rehearse } from '../../emulator/stories/rehearsal.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';

/* AWS does not say what a disabled transition does to a rollback: the next release is kept out in any case, and nobody waits in vain. */

const { end } = nextReleaseWaiting;
const KEPT_OUT = 'shop/Prod: rollback-kept-out';

it.each([
  ['ignores', end.announced],
  // The rollback is accepted, and waits before the stage with v3: people are told, and it goes in when v3 is gone.
  ['waits', [...end.announced, `${KEPT_OUT} v2 to v1`]],
  ['refuses', [...end.announced, KEPT_OUT]],
] as const)('keeps the next release out where a disabled transition %s a rollback', async (choice, announced) => {
  const lines: string[] = [];
  const assembly = await sharedAssembly(nextReleaseWaiting.guards, nextReleaseWaiting.spokes);
  const story = { ...nextReleaseWaiting, end: { ...end, announced } };
  const switches = { disabledTransitionAndRollback: choice };
  const { differences } = await rehearse(story, {
    assembly,
    pace: 'fast',
    switches,
    print: (line) => lines.push(line),
  });
  expect(differences, lines.join('\n')).toEqual([]);
});
