import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The directory that a function's code is unpacked to, as Lambda unpacks it: below this project, Node.js would take the project's
 * package.json for the function's and read a CommonJS bundle as an ES module. It is only read, so equal code has one place for
 * every account: Node.js knows by its path what it has compiled before, and compiles it anew at every other.
 */
export async function taskRoot(codeDirectory: string): Promise<string> {
  const roots = join(await realpath(tmpdir()), 'lambda-task-roots');
  await mkdir(roots, { recursive: true });
  const unpacked = await mkdtemp(join(roots, 'unpacking-'));
  await cp(codeDirectory, unpacked, { recursive: true });
  const root = join(roots, await digest(unpacked));
  try {
    await rename(unpacked, root);
  } catch (error) {
    await rm(unpacked, { recursive: true });
    if (!isThere(error)) throw error;
  }
  return root;
}

async function digest(directory: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.toSorted())
    hash.update(JSON.stringify([file.slice(directory.length)])).update(await readFile(file));
  return hash.digest('hex');
}

/** Somebody has unpacked the same code. */
function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}
