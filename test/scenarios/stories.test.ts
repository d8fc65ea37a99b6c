import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Assemblies } from '../../emulator/stories/assemblies.ts';
import { rehearse } from '../../emulator/stories/rehearsal.ts';
import { STORIES } from '../../emulator/stories/stories.ts';

let assemblies: Assemblies;

beforeAll(async () => {
  assemblies = await Assemblies.create();
});

afterAll(() => assemblies.remove());

describe('the deployed controller', () => {
  it.each(STORIES.map((story) => [story.name, story] as const))('passes the story %s', async (_name, story) => {
    const lines: string[] = [];
    const assembly = await assemblies.of(story);
    const { differences } = await rehearse(story, { assembly, pace: 'fast', print: (line) => lines.push(line) });
    expect(differences, lines.join('\n')).toEqual([]);
  });
});
