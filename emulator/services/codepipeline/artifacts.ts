import type { Account } from './account.ts';
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
