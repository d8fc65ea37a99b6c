import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * Bundles the construct library and its own dependencies into one file of CommonJS, which both `require` and `import` load on every
 * Node 20 (docs/adr/0019). Answers the files of the project that went in, relative to it.
 */
export async function bundleLibrary(file: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['lib/index.ts'],
    outfile: file,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['aws-cdk-lib', 'constructs'],
    // Where the function lies is said relative to the module, which CommonJS names otherwise.
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "'use strict';\nconst moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'error',
  });
  return Object.keys(metafile.inputs);
}

/** The place of the library in the package: as deep as `lib/controller/` is here, so that both find `dist/function/`. */
export const libraryFile = (directory: string) => join(directory, 'dist/lib/index.js');
