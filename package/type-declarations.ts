import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('./tsconfig.json', import.meta.url));
const TSC = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));

/** Writes the type declarations of what the package exports, and of what those name, below a directory. */
export function writeTypeDeclarations(directory: string): void {
  const all = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    const { status, stdout, stderr } = spawnSync(TSC, ['-p', PROJECT, '--outDir', all], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`tsc wrote no type declarations:\n${stdout}${stderr}`);
    copyReachable(join(all, 'lib/index.d.ts'), all, directory);
  } finally {
    rmSync(all, { recursive: true });
  }
}

/** tsc declares every file of the program; people get those that the entry leads to. */
function copyReachable(entry: string, from: string, to: string): void {
  const files = new Set([entry]);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const [, specifier = ''] of text.matchAll(SPECIFIER)) {
      files.add(join(dirname(file), specifier).replace(/\.ts$/, '.d.ts'));
    }
    const copy = join(to, relative(from, file));
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(
      copy,
      text.replaceAll(SPECIFIER, (quoted) => quoted.replace(/\.ts'$/, ".js'")),
    );
  }
}

/** A relative import. TypeScript leaves `.ts` in declarations, which older resolutions do not follow. */
const SPECIFIER = /(?<=\b(?:from|import)\s?\(?\s?)'(\.{1,2}\/[^']+\.ts)'/g;
