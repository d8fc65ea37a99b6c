import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { DeployedBundle } from './deployed-bundle.ts';

/** Bytes of the minified bundle by the package that they come from, the heaviest first; our own code is `lambda/`. */
export interface BundleWeights {
  readonly total: number;
  readonly packages: readonly { readonly name: string; readonly bytes: number }[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Size of the deployed code in bytes, without its source map: what a cold start reads. */
export function deployedBytes({ function: deployed }: DeployedBundle): number {
  return readFileSync(join(deployed.codeDirectory, 'index.mjs')).byteLength;
}

/**
 * Bundles once more as `lib/controller/controller-function.ts` does, with esbuild's own account of what went in. Throws when the result has
 * another size than the deployed one: then the options here are no longer those that are deployed.
 */
export async function weighBundle(bundle: DeployedBundle): Promise<BundleWeights> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['lambda/handler.ts'],
    outfile: 'index.mjs',
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    alias: {
      '@aws-sdk/credential-provider-node': join(ROOT, 'lambda/aws/environment-credentials.ts'),
      '@smithy/core/event-streams': join(ROOT, 'lambda/aws/no-event-streams.ts'),
    },
    logLevel: 'error',
  });
  const output = metafile.outputs['index.mjs'];
  if (output === undefined) throw new Error('esbuild wrote no index.mjs');
  const deployed = deployedBytes(bundle);
  if (output.bytes !== deployed) {
    throw new Error(
      `this bundle has ${output.bytes} bytes, the deployed one ${deployed}: make the options in ${import.meta.filename} those of lib/controller/controller-function.ts`,
    );
  }
  const inputs = Object.entries(output.inputs).map(([path, { bytesInOutput }]) => ({
    name: packageOf(path),
    bytes: bytesInOutput,
  }));
  const packages = [...Map.groupBy(inputs, ({ name }) => name)]
    .map(([name, parts]) => ({ name, bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) }))
    .sort((a, b) => b.bytes - a.bytes);
  return { total: output.bytes, packages };
}

function packageOf(path: string): string {
  const [, inPackage] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return inPackage ?? 'lambda/';
}
