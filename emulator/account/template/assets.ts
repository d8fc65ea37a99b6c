import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { readJsonFile } from './template.ts';
import { templateError } from './template-error.ts';

const AssetManifest = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })).default({}),
});

/** Where the code of functions comes from. */
export interface AssetSource {
  /** Absolute path of an asset that is a directory. `place` is where the template names it. */
  readonly directory: (key: string, place: readonly string[], bucket?: string) => string;
}

/** The file assets of an assembly. An asset's key in the bucket is its hash and an extension. */
export class Assets implements AssetSource {
  readonly #paths = new Map<string, string>();

  constructor(directory: string) {
    for (const file of readdirSync(directory).filter((name) => name.endsWith('.assets.json'))) {
      const { files } = readJsonFile(join(directory, file), AssetManifest, 'an asset manifest');
      for (const [hash, { source }] of Object.entries(files)) {
        if (source.path !== undefined) this.#paths.set(hash, resolve(directory, source.path));
      }
    }
  }

  directory(key: string, place: readonly string[]): string {
    const hash = key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
    const path = this.#paths.get(hash);
    if (path === undefined) throw templateError(place, `the assembly has no asset for ${key}`);
    if (!existsSync(path) || !statSync(path).isDirectory()) {
      throw templateError(place, `the asset ${path} is not a directory; synthesize again, without --no-staging`);
    }
    return path;
  }
}
