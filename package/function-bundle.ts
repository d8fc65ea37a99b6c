import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { FUNCTION_CODE } from '../lib/controller/function-code.ts';
import { leanSdk } from './lean-sdk.ts';
import { portableSourceMap } from './portable-source-map.ts';
import { requiredBuiltins } from './required-builtins.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** How esbuild makes the function of `lambda/`. */
export const FUNCTION_BUNDLE = {
  absWorkingDir: ROOT,
  entryPoints: [join(ROOT, 'lambda/handler.ts')],
  outfile: join(FUNCTION_CODE, 'index.mjs'),
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  // Modules of Node.js are required, and dependencies that are CommonJS call `require`, which an ES module has to make for itself.
  banner: { js: "const require=process.getBuiltinModule('node:module').createRequire(import.meta.url);" },
  alias: {
    '@aws-sdk/credential-provider-node': join(ROOT, 'lambda/aws/environment-credentials.ts'),
    '@aws-sdk/endpoint-cache': join(ROOT, 'lambda/aws/no-endpoint-cache.ts'),
    '@smithy/core/event-streams': join(ROOT, 'lambda/aws/no-event-streams.ts'),
  },
  plugins: [requiredBuiltins, leanSdk(join(ROOT, 'lambda/aws'))],
  logLevel: 'error',
} satisfies BuildOptions;

/**
 * Bundles the function into the directory that the construct takes its code from. Whoever synthesizes from this repository calls it
 * first. May run several times at once: a file is replaced as a whole, and only if it differs. Answers the files that went in, relative
 * to the project.
 */
export async function bundleFunction(): Promise<readonly string[]> {
  const { outputFiles, metafile } = await build({ ...FUNCTION_BUNDLE, metafile: true });
  mkdirSync(FUNCTION_CODE, { recursive: true });
  for (const { path, text } of outputFiles) {
    replaceFile(path, path.endsWith('.map') ? portableSourceMap(text, ROOT, FUNCTION_CODE) : text);
  }
  return Object.keys(metafile.inputs);
}

function replaceFile(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  const written = join(ROOT, 'dist', randomUUID());
  writeFileSync(written, text);
  renameSync(written, path);
}
