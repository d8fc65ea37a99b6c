import {
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
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Buckets } from '../../../../emulator/services/s3/buckets.ts';
import { s3Route } from '../../../../emulator/services/s3/s3-route.ts';
import { openedDoor } from '../../opened-door.ts';

let s3: S3Client;
let close: () => Promise<void>;
const Bucket = 'releases';

beforeAll(async () => {
  const { clock, principals, door, client } = await openedDoor();
  door.mount(s3Route(new Buckets(clock), principals));
  s3 = new S3Client({ ...client, forcePathStyle: true });
  close = () => door.close();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});

afterAll(() => close());

const put = async (Key: string, Body: string) =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }))).VersionId;
const get = async (Key: string, VersionId?: string) =>
  await (
    await s3.send(new GetObjectCommand({ Bucket, Key, ...(VersionId !== undefined && { VersionId }) }))
  ).Body?.transformToString();

describe('S3', () => {
  it('keeps every version of an object in a versioned bucket', async () => {
    const first = await put('a dir/release & more.txt', 'one');
    await put('a dir/release & more.txt', 'two');
    expect(await get('a dir/release & more.txt')).toBe('two');
    expect(await get('a dir/release & more.txt', first)).toBe('one');
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([
      ['a dir/release & more.txt', false],
      ['a dir/release & more.txt', true],
    ]);
  });

  it('has tags on buckets, and none is an error', async () => {
    await expect(s3.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchTagSet' });
    const TagSet = [{ Key: 'day', Value: 'one & only' }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
  });

  it('lists buckets by prefix', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'other' }));
    const { Buckets: found = [] } = await s3.send(new ListBucketsCommand({ Prefix: 'rel' }));
    expect(found.map(({ Name }) => Name)).toEqual([Bucket]);
  });

  it('answers what is not there by its errors', async () => {
    await expect(get('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
  });

  it('deletes a bucket once it is empty', async () => {
    const doomed = 'doomed';
    await s3.send(new CreateBucketCommand({ Bucket: doomed }));
    await s3.send(new PutObjectCommand({ Bucket: doomed, Key: 'x', Body: 'x' }));
    await expect(s3.send(new DeleteBucketCommand({ Bucket: doomed }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: doomed }));
    const Objects = Versions.map(({ Key, VersionId }) => ({ Key, VersionId }));
    await s3.send(new DeleteObjectsCommand({ Bucket: doomed, Delete: { Objects, Quiet: true } }));
    await s3.send(new DeleteBucketCommand({ Bucket: doomed }));
    await expect(s3.send(new ListObjectVersionsCommand({ Bucket: doomed }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});
