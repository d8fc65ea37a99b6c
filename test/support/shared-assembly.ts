import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';
import type { Story } from '../../emulator/stories/story.ts';
import { synthesize } from '../../emulator/stories/synthesize.ts';

/**
 * The directory of the cloud assembly with these guards, default those of `guards.example.json`; only to be read. It takes
 * some seconds to make, so the first test file of a run that asks makes it, and the others wait for it.
 */
export async function sharedAssembly(guards?: Story['guards'], spokes?: Story['spokes']): Promise<string> {
  const name = createHash('sha256')
    .update(JSON.stringify([guards ?? 'example', spokes]))
    .digest('hex')
    .slice(0, 16);
  const directory = join(inject('assemblies'), name);
  const outcome = join(directory, 'outcome.json');
  if (await isFirst(directory)) {
    const said = await make(guards, spokes, directory).then(
      () => '',
      (error: unknown) => String(error),
    );
    // All at once, for those who look.
    await writeFile(`${outcome}.new`, JSON.stringify(said));
    await rename(`${outcome}.new`, outcome);
  }
  const failure = JSON.parse(await written(outcome));
  if (failure !== '') throw new Error(failure);
  return join(directory, 'cdk.out');
}

/** Of all who try to make a directory, one succeeds. */
async function isFirst(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function make(guards: Story['guards'], spokes: Story['spokes'], directory: string): Promise<void> {
  const file = guards === undefined ? 'guards.example.json' : join(directory, 'guards.json');
  if (guards !== undefined) await writeFile(file, JSON.stringify(guards));
  await synthesize(file, join(directory, 'cdk.out'), spokes);
}

async function written(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
    await setTimeout(50);
  }
}
