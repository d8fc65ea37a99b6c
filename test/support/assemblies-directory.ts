import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { COMPILE_CACHE } from '../../emulator/services/lambda/runtime-process.ts';
import { bundleFunction } from '../../package/function-bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Directory of the cloud assemblies that the files of this run share. */
    assemblies: string;
  }
}

/**
 * Set up once for a whole run of Vitest, whatever it runs: the function is bundled, the directory empty until somebody asks for an assembly.
 * The workers, and the tools that tests start as processes, share what Node.js has compiled.
 */
export default async function setUp({ provide }: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
  process.env.NODE_COMPILE_CACHE ??= COMPILE_CACHE;
  await bundleFunction();
  const directory = await mkdtemp(join(tmpdir(), 'assemblies-'));
  provide('assemblies', directory);
  return () => rm(directory, { recursive: true, force: true });
}
