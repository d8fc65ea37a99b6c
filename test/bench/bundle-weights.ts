import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FUNCTION_BUNDLE } from '../../package/function-bundle.ts';
import type { DeployedBundle } from './deployed-bundle.ts';

/** Bytes of the minified bundle by the package that they come from, the heaviest first; our own code is `lambda/`. */
export interface BundleWeights {
  readonly total: number;
  readonly packages: readonly { readonly name: string; readonly bytes: number }[];
}

/** Size of the deployed code in bytes, without its source map: what a cold start reads. */
export function deployedBytes({ function: deployed }: DeployedBundle): number {
  return readFileSync(join(deployed.codeDirectory, 'index.mjs')).byteLength;
}

/** Bundles once more, with esbuild's own account of what went in. */
export async function weighBundle(): Promise<BundleWeights> {
  const { metafile } = await build({ ...FUNCTION_BUNDLE, metafile: true });
  const [output] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  if (output === undefined) throw new Error('esbuild wrote no bundle');
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
