import {
  BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PREFIX, TAG } from '../day.ts';
import { outcomeOf } from './refusal.ts';

/** The bucket of a game day: versioned, as the source of a pipeline must be. */
export class Bucket {
  readonly name: string;
  readonly #s3: S3Client;

  constructor(s3: S3Client, name: string) {
    this.#s3 = s3;
    this.name = name;
  }

  async create(): Promise<void> {
    const region = await this.#s3.config.region();
    // Unknown for S3's first region, which must not be named.
    const LocationConstraint = Object.values(BucketLocationConstraint).find((location) => location === region);
    await this.#s3.send(
      new CreateBucketCommand({
        Bucket: this.name,
        ...(LocationConstraint !== undefined && { CreateBucketConfiguration: { LocationConstraint } }),
      }),
    );
    await this.#s3.send(
      new PutBucketTaggingCommand({ Bucket: this.name, Tagging: { TagSet: [{ Key: TAG, Value: this.name }] } }),
    );
    await this.#s3.send(
      new PutBucketVersioningCommand({ Bucket: this.name, VersioningConfiguration: { Status: 'Enabled' } }),
    );
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: this.name, Key: key, Body: body }));
  }

  /** Text of an object; undefined where there is none. */
  async text(key: string): Promise<string | undefined> {
    const got = await outcomeOf(this.#s3.send(new GetObjectCommand({ Bucket: this.name, Key: key })));
    return got.ok ? await got.value.Body?.transformToString() : undefined;
  }

  /** With everything in it. One that is not there is fine. */
  async delete(): Promise<void> {
    for (;;) {
      const page = await outcomeOf(this.#s3.send(new ListObjectVersionsCommand({ Bucket: this.name })));
      if (!page.ok) {
        if (page.error === 'NoSuchBucket') return;
        throw new Error(`bucket ${this.name} cannot be emptied: ${page.error}`);
      }
      const doomed = [...(page.value.Versions ?? []), ...(page.value.DeleteMarkers ?? [])];
      if (doomed.length === 0) break;
      const Objects = doomed.map(({ Key, VersionId }) => ({ Key, VersionId }));
      const command = new DeleteObjectsCommand({ Bucket: this.name, Delete: { Objects, Quiet: true } });
      const { Errors: [refused] = [] } = await this.#s3.send(command);
      if (refused !== undefined) throw new Error(`${this.name}/${refused.Key} cannot be deleted: ${refused.Code}`);
    }
    await this.#s3.send(new DeleteBucketCommand({ Bucket: this.name }));
  }
}

/** Names of the buckets that game days left in the account, by their tag. */
export async function leftBuckets(s3: S3Client): Promise<readonly string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: PREFIX }));
  const names = Buckets.flatMap(({ Name }) => (Name === undefined ? [] : [Name]));
  const tagged = await Promise.all(
    names.map(async (Bucket) => {
      const tags = await outcomeOf(s3.send(new GetBucketTaggingCommand({ Bucket })));
      return tags.ok && tags.value.TagSet?.some(({ Key, Value }) => Key === TAG && Value === Bucket);
    }),
  );
  return names.filter((_, index) => tagged[index] === true);
}
