import type { Account } from './account.ts';
import type { ActionDeclaration } from './declaration.ts';
import { artifactOwner, type Execution } from './execution.ts';
import type { Pipeline } from './pipeline.ts';

export interface ArtifactDetail {
  readonly name: string;
  readonly s3location: { readonly bucket: string; readonly key: string };
}

/** Where the artifacts of an execution lie; a rollback reads and writes under its target's key (UG:stage-rollback). */
export function artifactDetails(
  account: Account,
  pipeline: Pipeline,
  execution: Execution,
  artifacts: readonly { readonly name: string }[],
): readonly ArtifactDetail[] {
  const { artifactStore, artifactStores } = pipeline.declarationOf(execution.pipelineVersion);
  const bucket = (artifactStore ?? artifactStores?.[account.identity.region])?.location ?? 'artifacts';
  const owner = artifactOwner(execution).id;
  return artifacts.map(({ name }) => ({
    name,
    s3location: { bucket, key: `${pipeline.name.slice(0, 20)}/${name.slice(0, 10)}/${owner}` },
  }));
}

const CONTENT = Buffer.from('an artifact');

/** A successful action leaves its artifacts in the store of its pipeline, where the account has that bucket. */
export function storeArtifacts(
  account: Account,
  pipeline: Pipeline,
  execution: Execution,
  action: ActionDeclaration,
): void {
  for (const { s3location } of artifactDetails(account, pipeline, execution, action.outputArtifacts)) {
    account.objects?.write(s3location.bucket, s3location.key, CONTENT);
  }
}

/** What an action takes and is gone; where the account does not have the bucket, nothing is. */
export function goneArtifact(
  account: Account,
  pipeline: Pipeline,
  execution: Execution,
  action: ActionDeclaration,
): string | undefined {
  const { objects } = account;
  if (objects === undefined) return undefined;
  const inputs = artifactDetails(account, pipeline, execution, action.inputArtifacts);
  return inputs
    .map(({ s3location }) => s3location)
    .filter(({ bucket, key }) => objects.has(bucket) && objects.read(bucket, key) === undefined)
    .map(({ bucket, key }) => `s3://${bucket}/${key}`)[0];
}
