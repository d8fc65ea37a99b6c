import * as z from 'zod';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../account/front-door/http.ts';
import { readAuthorization } from '../../account/front-door/signature.ts';
import { xmlElement, xmlMembers } from '../../account/front-door/xml.ts';
import type { Principals } from '../iam/principals.ts';
import { ServiceError } from '../service.ts';
import type { Buckets } from './buckets.ts';
import { elementsOf } from './xml-elements.ts';

interface Asked {
  readonly buckets: Buckets;
  readonly request: HttpRequest;
  readonly bucket: string;
  readonly key: string;
  /** Refuses who may not do that, too. */
  readonly authorize: (action: string, resource: string) => void;
}

interface S3Operation {
  readonly action: string;
  readonly handle: (asked: Asked) => HttpResponse;
}

const EMPTY: HttpResponse = { status: 200, headers: {}, body: '' };
const GONE: HttpResponse = { status: 204, headers: {}, body: '' };

/** By method, what the path names, and the subresource in the query string, as S3's REST API has it. */
const OPERATIONS: { readonly [call: string]: S3Operation } = {
  'GET service': { action: 's3:ListAllMyBuckets', handle: listBuckets },
  'PUT bucket': {
    action: 's3:CreateBucket',
    handle: ({ buckets, bucket }) => {
      buckets.create(bucket);
      return { ...EMPTY, headers: { location: `/${bucket}` } };
    },
  },
  'PUT bucket?versioning': {
    action: 's3:PutBucketVersioning',
    handle: ({ buckets, bucket, request }) => {
      buckets.get(bucket).isVersioned = request.body.includes('<Status>Enabled</Status>');
      return EMPTY;
    },
  },
  'PUT bucket?tagging': { action: 's3:PutBucketTagging', handle: putTags },
  'GET bucket?tagging': { action: 's3:GetBucketTagging', handle: getTags },
  'GET bucket?versions': { action: 's3:ListBucketVersions', handle: listVersions },
  'POST bucket?delete': { action: 's3:DeleteObjectVersion', handle: deleteObjects },
  'DELETE bucket': {
    action: 's3:DeleteBucket',
    handle: ({ buckets, bucket }) => {
      buckets.delete(bucket);
      return GONE;
    },
  },
  'PUT object': {
    action: 's3:PutObject',
    handle: ({ buckets, bucket, key, request }) => {
      const { versionId } = buckets.put(bucket, key, request.body);
      return { ...EMPTY, headers: { etag: '"0"', 'x-amz-version-id': versionId } };
    },
  },
  'GET object': { action: 's3:GetObject', handle: getObject },
  // Node's server sends no body in answer to a HEAD.
  'HEAD object': { action: 's3:GetObject', handle: getObject },
};

/** The part of Amazon S3 that keeps sources, artifacts and templates, path-style, in REST with XML. */
export function s3Route(buckets: Buckets, principals: Principals): HttpRoute {
  return {
    pathPrefix: '/',
    signingName: 's3',
    handle: async (request) => {
      try {
        return call(buckets, principals, request);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const body = xmlElement('Error', xmlMembers({ Code: error.name, Message: error.message }));
        return xml(body, error.name === 'AccessDeniedException' ? 403 : error.httpStatus);
      }
    },
  };
}

function call(buckets: Buckets, principals: Principals, request: HttpRequest): HttpResponse {
  const [, bucket = '', ...rest] = request.path.split('/');
  const key = rest.map(decodeURIComponent).join('/');
  const place = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const subresource = ['versioning', 'tagging', 'versions', 'delete'].find((name) => request.query.has(name));
  const operation = OPERATIONS[`${request.method} ${place}${subresource === undefined ? '' : `?${subresource}`}`];
  if (operation === undefined) {
    throw new ServiceError('NotImplemented', `the local account has no ${request.method} of a ${place} like this`, 501);
  }
  const resource = `arn:aws:s3:::${bucket === '' ? '*' : key === '' ? bucket : `${bucket}/${key}`}`;
  const accessKeyId = readAuthorization(request.headers.authorization)?.accessKeyId ?? '';
  const authorize = (action: string, what: string) => principals.authorize(accessKeyId, [{ action, resource: what }]);
  authorize(operation.action, resource);
  return operation.handle({ buckets, request, bucket, key, authorize });
}

function listBuckets({ buckets, request }: Asked): HttpResponse {
  const prefix = request.query.get('prefix') ?? '';
  const found = buckets.all.filter(({ name }) => name.startsWith(prefix));
  const listed = found.map(({ name, createdAt }) =>
    xmlElement('Bucket', xmlMembers({ Name: name, CreationDate: new Date(createdAt).toISOString() })),
  );
  return xml(xmlElement('ListAllMyBucketsResult', xmlElement('Buckets', listed.join(''))));
}

function putTags({ buckets, bucket, request }: Asked): HttpResponse {
  const { tags } = buckets.get(bucket);
  tags.clear();
  for (const { Key, Value } of elementsOf(request.body.toString('utf8'), 'Tag', Tag)) tags.set(Key, Value);
  return GONE;
}

function getTags({ buckets, bucket }: Asked): HttpResponse {
  const tags = [...buckets.get(bucket).tags].map(([Key, Value]) => xmlElement('Tag', xmlMembers({ Key, Value })));
  if (tags.length === 0) throw new ServiceError('NoSuchTagSet', 'The TagSet does not exist', 404);
  return xml(xmlElement('Tagging', xmlElement('TagSet', tags.join(''))));
}

function listVersions({ buckets, bucket }: Asked): HttpResponse {
  const versions = buckets.get(bucket).versions.map(({ key, versionId }) => {
    const isLatest = buckets.find(bucket, key)?.versionId === versionId;
    return xmlElement('Version', xmlMembers({ Key: key, VersionId: versionId, IsLatest: isLatest }));
  });
  return xml(xmlElement('ListVersionsResult', xmlMembers({ Name: bucket, IsTruncated: false }) + versions.join('')));
}

function deleteObjects({ buckets, bucket, request }: Asked): HttpResponse {
  for (const { Key, VersionId } of elementsOf(request.body.toString('utf8'), 'Object', Doomed)) {
    buckets.deleteVersion(bucket, Key, VersionId);
  }
  return xml(xmlElement('DeleteResult', ''));
}

/** That there is no such object is told to who may list the bucket (API:GetObject, API:HeadObject). */
function getObject({ buckets, bucket, key, request, authorize }: Asked): HttpResponse {
  buckets.get(bucket);
  const found = buckets.find(bucket, key, request.query.get('versionId') ?? undefined);
  if (found === undefined) {
    authorize('s3:ListBucket', `arn:aws:s3:::${bucket}`);
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  }
  return { status: 200, headers: { 'x-amz-version-id': found.versionId }, body: found.body };
}

function xml(body: string, status = 200): HttpResponse {
  return { status, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0"?>\n${body}` };
}

const Tag = z.object({ Key: z.string(), Value: z.string() });
/** Deleting without a version would leave a delete marker, which is not played. */
const Doomed = z.object({ Key: z.string(), VersionId: z.string() });
