import { unzipSync } from 'fflate';
import type { ActionDeclaration } from './declaration.ts';
import { artifactOwner, type Execution, type SourceRevision } from './execution.ts';

/** The buckets that source and deploy actions of the provider S3 use. */
export interface ObjectStore {
  readonly has: (bucket: string) => boolean;
  /** Undefined where there is no such object. */
  readonly currentVersion: (bucket: string, key: string) => string | undefined;
  readonly read: (bucket: string, key: string, versionId?: string) => Uint8Array | undefined;
  readonly write: (bucket: string, key: string, body: Uint8Array) => void;
}

/** What an S3 source action takes now: the object's version (UG:action-reference-S3, output variables). */
export function s3Revision(
  objects: ObjectStore | undefined,
  { actionTypeId, configuration }: ActionDeclaration,
): Omit<SourceRevision, 'actionName'> | undefined {
  const { S3Bucket: bucket, S3ObjectKey: key } = configuration;
  if (actionTypeId.provider !== 'S3' || bucket === undefined || key === undefined) return undefined;
  const revisionId = objects?.currentVersion(bucket, key);
  return revisionId === undefined ? undefined : { revisionId, revisionSummary: `Amazon S3 version id: ${revisionId}` };
}

/**
 * Does what an S3 deploy action does: puts the artifact into the bucket, as it is or unpacked below `ObjectKey`
 * (UG:action-reference-S3Deploy). A rollback deploys the artifact of its target.
 */
export function deployToS3(
  objects: ObjectStore | undefined,
  source: ActionDeclaration | undefined,
  { actionTypeId, configuration }: ActionDeclaration,
  execution: Execution,
): void {
  if (actionTypeId.category !== 'Deploy' || actionTypeId.provider !== 'S3') return;
  const { S3Bucket: bucket, S3ObjectKey: key } = source?.configuration ?? {};
  const { BucketName: to, ObjectKey: place = '', Extract } = configuration;
  if (objects === undefined || bucket === undefined || key === undefined || to === undefined) return;
  const version = artifactOwner(execution).sourceRevisions.find(({ actionName }) => actionName === source?.name);
  const artifact = objects.read(bucket, key, version?.revisionId);
  if (artifact === undefined) return;
  if (Extract !== 'true') {
    objects.write(to, place, artifact);
    return;
  }
  for (const [name, body] of Object.entries(unzipSync(artifact))) {
    objects.write(to, place === '' ? name : `${place}/${name}`, body);
  }
}
