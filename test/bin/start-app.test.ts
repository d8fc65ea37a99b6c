import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('bin/app.mjs, without the Node 24 that an install script brings', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'app-'));
    copyFileSync('bin/app.mjs', join(directory, 'app.mjs'));
    writeFileSync(join(directory, 'app.ts'), 'const said: string = "synthesized"; console.log(said);');
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const start = (...options: string[]) =>
    spawnSync(process.execPath, [...options, join(directory, 'app.mjs')], { encoding: 'utf8' });

  it('starts the app where this Node runs TypeScript', () => {
    expect(start()).toMatchObject({ status: 0, stdout: 'synthesized\n' });
  });

  it('says what to do where it does not', () => {
    const { status, stdout, stderr } = start('--no-experimental-strip-types');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^Node \S+ does not run TypeScript, .* \(--ignore-scripts\)\. Run "npm rebuild node", .*\.\n$/,
    );
  });
});
