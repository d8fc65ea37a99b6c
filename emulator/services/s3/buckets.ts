import { randomUUID } from 'node:crypto';
import type { Clock, EpochMillis } from '../../account/clock.ts';
import type { ObjectStore } from '../codepipeline/s3-actions.ts';
import { ServiceError } from '../service.ts';

export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  readonly body: Uint8Array;
  readonly modifiedAt: EpochMillis;
}

export interface Bucket {
  readonly name: string;
  readonly createdAt: EpochMillis;
  readonly tags: Map<string, string>;
  isVersioned: boolean;
  /** Oldest first. The last of a key is its current one: delete markers are not played. */
  versions: readonly ObjectVersion[];
}

/** The version of objects in a bucket without versioning. */
const NULL_VERSION = 'null';

/** The buckets of the account. */
export class Buckets {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws ServiceError BucketAlreadyOwnedByYou */
  create(name: string): void {
    if (this.#buckets.has(name)) {
      throw new ServiceError('BucketAlreadyOwnedByYou', 'The bucket that you tried to create already exists.', 409);
    }
    const bucket = { name, createdAt: this.#clock.now(), tags: new Map<string, string>(), isVersioned: false };
    this.#buckets.set(name, { ...bucket, versions: [] });
  }

  /** @throws ServiceError NoSuchBucket */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
    return bucket;
  }

  /** @throws ServiceError NoSuchBucket, BucketNotEmpty */
  delete(name: string): void {
    if (this.get(name).versions.length > 0) {
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    }
    this.#buckets.delete(name);
  }

  put(name: string, key: string, body: Uint8Array): ObjectVersion {
    const bucket = this.get(name);
    const versionId = bucket.isVersioned ? randomUUID().replaceAll('-', '') : NULL_VERSION;
    const version = { key, versionId, body, modifiedAt: this.#clock.now() };
    const others = bucket.versions.filter((other) => other.key !== key || other.versionId !== versionId);
    bucket.versions = [...others, version];
    return version;
  }

  /** The version that is named, or the current one; undefined where there is none. */
  find(name: string, key: string, versionId?: string): ObjectVersion | undefined {
    return this.#buckets
      .get(name)
      ?.versions.findLast((version) => version.key === key && (versionId ?? version.versionId) === version.versionId);
  }

  deleteVersion(name: string, key: string, versionId: string): void {
    const bucket = this.get(name);
    bucket.versions = bucket.versions.filter((other) => other.key !== key || other.versionId !== versionId);
  }
}

/** The buckets as the actions of pipelines see them; a deployment into a bucket that is gone is lost. */
export function objectStore(buckets: Buckets): ObjectStore {
  const has = (bucket: string) => buckets.all.some(({ name }) => name === bucket);
  return {
    has,
    currentVersion: (bucket, key) => buckets.find(bucket, key)?.versionId,
    read: (bucket, key, versionId) => buckets.find(bucket, key, versionId)?.body,
    write: (bucket, key, body) => {
      if (has(bucket)) buckets.put(bucket, key, body);
    },
  };
}
