import { describe, expect, it } from 'vitest';
import { rehearse } from '../../emulator/stories/rehearsal.ts';
import { STORIES } from '../../emulator/stories/stories.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';

describe('the deployed controller', () => {
  it.each(STORIES.map((story) => [story.name, story] as const))('passes the story %s', async (_name, story) => {
    const lines: string[] = [];
    const assembly = await sharedAssembly(story.guards, story.spokes);
    const { differences } = await rehearse(story, { assembly, pace: 'fast', print: (line) => lines.push(line) });
    expect(differences, lines.join('\n')).toEqual([]);
  });
});
