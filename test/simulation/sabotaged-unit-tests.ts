import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execPath } from 'node:process';
import * as z from 'zod';
import { type Change, changedSource, ROOT, sabotageDirectory, type UnitTest } from './sabotage.ts';

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const CONFIG = join(ROOT, 'test/simulation/sabotaged-unit-tests.config.ts');

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/** A test that is run without a rule. */
export interface Trial {
  readonly changes: readonly Change[];
  readonly missedBy: UnitTest;
}

export type Result = 'failed' | 'passed' | 'there is no such test' | `cannot be loaded: ${string}`;

/** Runs each test with the function that lacks its rule, all in one process of Vitest; the results in the order of the trials. */
export async function runTrials(trials: readonly Trial[]): Promise<readonly Result[]> {
  const directory = await sabotageDirectory();
  try {
    const changed = await Promise.all(trials.map(async ({ changes }) => [...(await changedSource(changes))]));
    await writeFile(join(directory, 'changed.json'), JSON.stringify(changed));
    for (const [index, { missedBy }] of trials.entries()) {
      await writeFile(join(directory, fileOf(index)), `import 'test/${missedBy.file}?trial=${index}';\n`);
    }
    const report = join(directory, 'report.json');
    const names = [...new Set(trials.map(({ missedBy }) => escaped(missedBy.test)))];
    await vitest(directory, ['--reporter=json', `--outputFile=${report}`, '-t', `^(${names.join('|')})$`]);
    const { testResults } = Report.parse(JSON.parse(await readFile(report, 'utf8')));
    return trials.map(({ missedBy }, index): Result => {
      const file = testResults.find(({ name }) => relative(directory, name) === fileOf(index));
      const test = file?.assertionResults.find(
        ({ ancestorTitles, title }) => [...ancestorTitles, title].join(' > ') === missedBy.test,
      );
      if (test?.status === 'failed' || test?.status === 'passed') return test.status;
      return file?.message ? `cannot be loaded: ${file.message}` : 'there is no such test';
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function fileOf(trial: number): string {
  return `${trial}.test.ts`;
}

/** Failing tests are what is hoped for: how Vitest exits says nothing. */
function vitest(root: string, options: readonly string[]): Promise<void> {
  const args = [VITEST, 'run', '--root', root, '--config', CONFIG, ...options];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, TRIALS: root };
  return new Promise((resolve) => {
    execFile(execPath, args, { env, maxBuffer: 1e8 }, () => resolve());
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
