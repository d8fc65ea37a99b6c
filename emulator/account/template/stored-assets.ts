import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Buckets } from '../../services/s3/buckets.ts';
import type { AssetSource } from './assets.ts';
import { templateError } from './template-error.ts';

/** The code of functions in the account's buckets: zip files, unpacked for the time being. */
export class StoredAssets implements AssetSource {
  readonly #buckets: Buckets;
  readonly #directory = mkdtempSync(join(tmpdir(), 'stack-code-'));
  #unpacked = 0;

  constructor(buckets: Buckets) {
    this.#buckets = buckets;
  }

  directory(key: string, place: readonly string[], bucket = ''): string {
    const found = this.#buckets.find(bucket, key);
    if (found === undefined) throw templateError(place, `S3 has no object ${bucket}/${key}`);
    const directory = join(this.#directory, String(++this.#unpacked));
    for (const [name, body] of Object.entries(unzipSync(found.body))) {
      const file = join(directory, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, body);
    }
    return directory;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
