import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SUBJECT, type Subject } from './subject.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A place of the function's source, and what stands there instead in a sabotaged copy. */
export interface Change {
  /** Below `lambda/`. */
  readonly file: string;
  /** Must occur exactly once, so that a guard that moved is missed loudly. */
  readonly from: string;
  readonly to: string;
}

/** A rule of the function, how it is taken away, and what notices that it is gone. */
export interface Sabotage {
  readonly rule: string;
  readonly changes: readonly Change[];
  readonly missedBy: KeptHistory | UnitTest;
}

/** A history below `found/` or `telling/`, by what happens in it: without the rule it breaks an invariant. */
export interface KeptHistory {
  readonly history: string;
}

/** A test that fails without the rule. */
export interface UnitTest {
  /** Below `test/`. */
  readonly file: string;
  /** Its full name, with those of its suites before it. */
  readonly test: string;
}

/** A copy of the function's source with a rule taken away. `remove` deletes it. */
export interface SabotagedSource {
  /** Path of the copy of `lambda/`. */
  readonly lambda: string;
  readonly remove: () => Promise<void>;
}

/** A directory for sabotaged copies, inside the project, so that they find its packages. */
export function sabotageDirectory(): Promise<string> {
  return mkdtemp(join(ROOT, '.sabotage-'));
}

export async function sabotagedSource(changes: readonly Change[]): Promise<SabotagedSource> {
  const changed = await changedSource(changes);
  const directory = await sabotageDirectory();
  const lambda = join(directory, 'lambda');
  await cp(join(ROOT, 'lambda'), lambda, { recursive: true });
  for (const [file, source] of changed) await writeFile(join(lambda, file), source);
  return { lambda, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** What the changed files below `lambda/` hold. */
export async function changedSource(changes: readonly Change[]): Promise<ReadonlyMap<string, string>> {
  const changed = new Map<string, string>();
  for (const { file, from, to } of changes) {
    const source = changed.get(file) ?? (await readFile(join(ROOT, 'lambda', file), 'utf8'));
    const times = source.split(from).length - 1;
    if (times !== 1) throw new Error(`lambda/${file} holds this ${times} times, expected once: ${from}`);
    changed.set(
      file,
      source.replace(from, () => to),
    );
  }
  return changed;
}

/** The function with a rule taken away, ready to be simulated. */
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
