import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { sabotagedModules } from './sabotaged-modules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The directory of the trials: a test file for each, and what is changed in it. */
const { TRIALS = '' } = process.env;
const changed: readonly (readonly (readonly [file: string, source: string])[])[] = JSON.parse(
  readFileSync(join(TRIALS, 'changed.json'), 'utf8'),
);
const sources = changed.map((files) => new Map(files.map(([file, source]) => [join(ROOT, 'lambda', file), source])));

/** Many sabotaged functions, and a test for each, in one process. */
export default defineConfig({
  plugins: [sabotagedModules(ROOT, sources)],
  test: { include: ['*.test.ts'], maxWorkers: 1, isolate: false, testTimeout: 60_000, hookTimeout: 60_000 },
});
