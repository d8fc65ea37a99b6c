import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rehearse } from '../../emulator/stories/rehearsal.ts';
import { STORIES } from '../../emulator/stories/stories.ts';
import type { Story } from '../../emulator/stories/story.ts';
import { synthesize } from '../../emulator/synthesize.ts';

let scratch: string;
const assemblies = new Map<string, Promise<string>>();

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'stories-'));
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The synthesized app with the guards of the story. */
function assemblyOf(story: Story): Promise<string> {
  const key = story.guards === undefined ? 'example' : story.name;
  const found = assemblies.get(key) ?? synthesized(story, key);
  assemblies.set(key, found);
  return found;
}

async function synthesized({ guards }: Story, key: string): Promise<string> {
  const assembly = join(scratch, key);
  const file = join(scratch, `${key}.json`);
  if (guards !== undefined) await writeFile(file, JSON.stringify(guards));
  await synthesize(guards === undefined ? 'guards.example.json' : file, assembly);
  return assembly;
}

describe('the deployed controller', () => {
  it.each(STORIES.map((story) => [story.name, story] as const))('passes the story %s', async (_name, story) => {
    const lines: string[] = [];
    const assembly = await assemblyOf(story);
    const { differences } = await rehearse(story, { assembly, pace: 'fast', print: (line) => lines.push(line) });
    expect(differences, lines.join('\n')).toEqual([]);
  });
});
