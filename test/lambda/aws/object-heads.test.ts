import { Readable } from 'node:stream';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { type ObjectPlace, objectHeads, type S3Settings } from '../../../lambda/aws/object-heads.ts';

const SETTINGS: S3Settings = { fips: false, dualStack: false, partition: 'aws' };
const OBJECT: ObjectPlace = { bucket: 'artifacts', key: 'shop/App/aB3_x.zip', region: 'eu-west-1' };
const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };

interface Sent {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes a request and answers with a status. */
function wire(statusCode = 200) {
  const sent: Sent[] = [];
  const handle = async (request: Sent) => {
    sent.push(request);
    return { response: { statusCode, headers: {}, body: Readable.from([]) } };
  };
  return { sent, requestHandler: { handle } };
}

async function ours(object: ObjectPlace, settings: S3Settings = SETTINGS) {
  const { sent, requestHandler } = wire();
  const client = new CodePipelineClient({ region: 'eu-west-1', credentials, requestHandler });
  await objectHeads(client, settings)(object);
  return sent[0];
}

async function ofTheSdk({ bucket, key, region }: ObjectPlace, { fips, dualStack }: S3Settings = SETTINGS) {
  const { sent, requestHandler } = wire();
  const options = { useFipsEndpoint: fips, useDualstackEndpoint: dualStack };
  const client = new S3Client({ region, credentials, requestHandler, ...options });
  await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  return sent[0];
}

const seen = (sent: Sent | undefined) => [sent?.method, sent?.hostname, sent?.path];
const scope = (sent: Sent | undefined) =>
  /\/(?<scope>[a-z0-9-]+\/s3\/aws4_request)/.exec(sent?.headers.authorization ?? '')?.[1];

describe('a question for an object is sent where the SDK for S3 sends it', () => {
  it.each<[string, Partial<ObjectPlace>, Partial<S3Settings>?]>([
    ['in the region of the bucket', { region: 'us-east-1' }],
    ['a bucket with dots', { bucket: 'art.of.shop' }],
    ['a key with signs', { key: "my shop/App's (1)/a+b=c&d!*ü@x" }],
    ['by FIPS', { region: 'us-east-1' }, { fips: true }],
    ['by IPv6', {}, { dualStack: true }],
    ['by both', { region: 'us-east-1' }, { fips: true, dualStack: true }],
    ['in China', { region: 'cn-north-1' }, { partition: 'aws-cn' }],
    ['in GovCloud', { region: 'us-gov-west-1' }, { partition: 'aws-us-gov' }],
    ['in the European Sovereign Cloud', { region: 'eusc-de-east-1' }, { partition: 'aws-eusc' }],
  ])('%s', async (_, object, settings) => {
    const asked = [
      { ...OBJECT, ...object },
      { ...SETTINGS, ...settings },
    ] as const;
    const [own, sdk] = [await ours(...asked), await ofTheSdk(...asked)];
    expect(seen(own)).toEqual(seen(sdk));
    expect(scope(own)).toBe(scope(sdk));
    expect(scope(own)).toBe(`${asked[0].region}/s3/aws4_request`);
  });

  it('or to an endpoint of its own, by path', async () => {
    const sent = await ours(OBJECT, { ...SETTINGS, s3Endpoint: 'http://127.0.0.1:4566' });
    expect(seen(sent)).toEqual(['HEAD', '127.0.0.1', '/artifacts/shop/App/aB3_x.zip']);
    expect(sent?.headers.host).toBe('127.0.0.1:4566');
  });
});

describe('the answer', () => {
  const answered = (status: number) => {
    const client = new CodePipelineClient({ region: 'eu-west-1', credentials, ...wire(status) });
    return objectHeads(client, SETTINGS)(OBJECT);
  };

  it('is that it is there, or gone', async () => {
    expect(await answered(200)).toBe(true);
    expect(await answered(404)).toBe(false);
  });

  it.each([
    [403, false, /AccessDenied.*s3:ListBucket on its bucket/],
    [301, false, /status 301/],
    [429, true, /status 429/],
    [500, true, /status 500/],
    [503, true, /ServiceUnavailable/],
  ])('%d is none', async (status, transient, problem) => {
    await expect(answered(status)).rejects.toMatchObject({
      what: 's3://artifacts/shop/App/aB3_x.zip',
      transient,
      problem: expect.stringMatching(problem),
    });
  });
});
