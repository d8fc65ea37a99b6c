import { kind } from './finding-kind.ts';

/** What an action took from the stages before, and what is not there any more. */
export interface GoneArtifact {
  readonly action: string;
  /** `s3://BUCKET/KEY` */
  readonly artifact: string;
}

/** What a check can find of the artifacts that a rollback would deploy. */
export const ARTIFACT_FINDINGS = {
  artifactGone: kind<{ target: string; gone: readonly GoneArtifact[] }>('artifact-gone', 'error', 'rollback', {
    sentence: ({ target, gone }) => {
      const missing = gone.map(({ action, artifact }) => `${artifact} (action ${action})`).join(', ');
      return `a rollback would go back to ${target} and fail there: of what its actions take, ${missing} no longer exists`;
    },
    advice:
      'the next good deployment can be gone back to again; until then redeploy with this target makes its artifacts anew, through the whole pipeline. Let the lifecycle rule of the bucket keep artifacts for as long as you may want to go back',
  }),
  artifactsUnverified: kind<{ what: string; problem: string }>('artifacts-unverified', 'warning', 'nothing', {
    sentence: (f) =>
      `whether the artifacts of the target still exist could not be verified: ${f.what} could not be read: ${f.problem}`,
    advice:
      'the policy of the bucket has to allow it, too, where it belongs to another account; or leave the bucket out of artifactBuckets',
  }),
};
