import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SUBJECT, type Subject } from './subject.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A place of the function's source, and what stands there instead in a sabotaged copy. */
export interface Change {
  /** Below `lambda/`. */
  readonly file: string;
  /** Must occur exactly once, so that a guard that moved is missed loudly. */
  readonly from: string;
  readonly to: string;
}

/** A copy of the function's source with a guard taken away. `remove` deletes it. */
export interface SabotagedSource {
  /** Path of the copy of `lambda/`. */
  readonly lambda: string;
  readonly remove: () => Promise<void>;
}

export async function sabotagedSource(changes: readonly Change[]): Promise<SabotagedSource> {
  // Inside the project, so that the copy finds its packages.
  const directory = await mkdtemp(join(ROOT, '.sabotage-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  const lambda = join(directory, 'lambda');
  await cp(join(ROOT, 'lambda'), lambda, { recursive: true });
  for (const { file, from, to } of changes) {
    const path = join(lambda, file);
    const source = await readFile(path, 'utf8');
    if (source.split(from).length !== 2) {
      await remove();
      throw new Error(`lambda/${file} holds this ${source.split(from).length - 1} times, expected once: ${from}`);
    }
    await writeFile(
      path,
      source.replace(from, () => to),
    );
  }
  return { lambda, remove };
}

/** The function with a guard taken away, ready to be simulated. */
export async function sabotaged(
  changes: readonly Change[],
): Promise<{ subject: Subject; remove: () => Promise<void> }> {
  const { lambda, remove } = await sabotagedSource(changes);
  const load = (file: string) => import(pathToFileURL(join(lambda, file)).href);
  const [{ process }, { codePipelines }, { cloudWatchAlarms }, { CouldNotRead }] = await Promise.all([
    load('process.ts'),
    load('aws/pipelines.ts'),
    load('aws/alarms.ts'),
    load('ports.ts'),
  ]);
  return { subject: { ...SUBJECT, process, codePipelines, cloudWatchAlarms, CouldNotRead }, remove };
}
