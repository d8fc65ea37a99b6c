import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CloudEnvironment } from '../environment.ts';
import { reading } from './errors.ts';

/** An object of S3, and the region of its bucket. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

export type S3Settings = Pick<CloudEnvironment, 'fips' | 'dualStack' | 's3Endpoint'> & { readonly partition: string };

/** Without it S3 answers that a missing object is forbidden (API:HeadObject). */
const PERMISSIONS = 's3:GetObject on the object, and s3:ListBucket on its bucket';

/**
 * Whether objects exist (API:HeadObject, which has no body), with the credentials and connections of another client: S3's own would be a
 * fifth of the bundle, for one call that most controllers never make. Throws CouldNotRead.
 */
export function objectHeads({ config }: CodePipelineClient, s3: S3Settings): (object: ObjectPlace) => Promise<boolean> {
  const { credentials, sha256, requestHandler, streamCollector } = config;
  return (object) =>
    reading(nameOfObject(object), PERMISSIONS, async () => {
      const { region } = object;
      // S3 takes a path as it is sent, and the hash of a body that is none (UG:sig-v4-header-based-auth).
      const signer = new SignatureV4({ service: 's3', region, credentials, sha256, uriEscapePath: false });
      const { protocol, hostname, port, pathname: path } = urlOf(object, s3);
      const host = port === '' ? hostname : `${hostname}:${port}`;
      const request = await signer.sign({
        method: 'HEAD',
        protocol,
        hostname,
        ...(port !== '' && { port: Number(port) }),
        path,
        query: {},
        headers: { host },
      });
      const { response } = await requestHandler.handle(request);
      // An answer that nobody reads keeps its connection.
      await streamCollector(response.body);
      const status: number = response.statusCode;
      if (status === 200 || status === 404) return status === 200;
      throw new Unanswered(status);
    });
}

export function nameOfObject({ bucket, key }: Pick<ObjectPlace, 'bucket' | 'key'>): string {
  return `s3://${bucket}/${key}`;
}

/** What S3 answers a HEAD with beside its status is nothing. */
class Unanswered extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(status: number) {
    super(`S3 answered with status ${status}`);
    this.name = status === 403 ? 'AccessDenied' : status === 503 ? 'ServiceUnavailable' : 'Unanswered';
    this.$metadata = { httpStatusCode: status };
  }
}

/** A bucket with dots in its name is no host that the certificate of S3 covers (UG:VirtualHosting). */
function urlOf({ bucket, key, region }: ObjectPlace, { fips, dualStack, s3Endpoint, partition }: S3Settings): URL {
  const path = key.split('/').map(encoded).join('/');
  const variant = `s3${fips ? '-fips' : ''}${dualStack ? '.dualstack' : ''}`;
  const suffix = SUFFIXES.get(partition) ?? 'amazonaws.com';
  if (s3Endpoint !== undefined) return new URL(`/${bucket}/${path}`, s3Endpoint);
  const host = `${variant}.${region}.${suffix}`;
  return new URL(bucket.includes('.') ? `https://${host}/${bucket}/${path}` : `https://${bucket}.${host}/${path}`);
}

const SUFFIXES = new Map([
  ['aws-cn', 'amazonaws.com.cn'],
  ['aws-eusc', 'amazonaws.eu'],
]);

/** What the signature counts as reserved, encodeURIComponent leaves as it is. */
function encoded(part: string): string {
  return encodeURIComponent(part).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
