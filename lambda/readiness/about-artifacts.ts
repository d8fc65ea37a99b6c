import { describeExecution } from '../decision/execution.ts';
import { ARTIFACT_FINDINGS } from './artifact-findings.ts';
import type { Finding } from './finding-kind.ts';
import type { StageFacts } from './stage-facts.ts';

/** Whether a rollback would find what it deploys. What may not be read stops nothing. */
export function aboutArtifacts({ target, artifacts }: Pick<StageFacts, 'target' | 'artifacts'>): readonly Finding[] {
  if (target.kind !== 'target' || artifacts === undefined) return [];
  if (!artifacts.ok) return artifacts.transient ? [] : [ARTIFACT_FINDINGS.artifactsUnverified(artifacts)];
  const gone = artifacts.value;
  if (gone.length === 0) return [];
  return [ARTIFACT_FINDINGS.artifactGone({ target: describeExecution(target.execution), gone })];
}
