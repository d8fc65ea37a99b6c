import { createHash } from 'node:crypto';
import type { Execution } from '../services/codepipeline/execution.ts';
import type { PipelineScript } from '../services/codepipeline/pipeline-script.ts';
import type { Revision } from '../services/codepipeline/source-revisions.ts';

const SUMMARY = 'Release ';

/** The commit of a release: the same name is the same commit. `body` is what its message says after the first line. */
export function releaseRevision(name: string, body?: string): Revision {
  const message = `${SUMMARY}${name}${body === undefined ? '' : `\n\n${body}`}`;
  return { revisionId: createHash('sha1').update(name).digest('hex'), revisionSummary: message };
}

/** The name of what is deployed: `v1`, or `rollback to v1`. */
export function deploymentLabel({
  release,
  rollback,
}: {
  readonly release: string;
  readonly rollback: boolean;
}): string {
  return rollback ? `rollback to ${release}` : release;
}

/** The name of the release that an execution carries. */
export function releaseName({ sourceRevisions }: Readonly<Execution>): string {
  const summary = sourceRevisions.find(({ revisionSummary }) => revisionSummary?.startsWith(SUMMARY))?.revisionSummary;
  return summary?.slice(SUMMARY.length).split('\n', 1)[0] ?? 'an unnamed release';
}

/** The newest STANDARD execution that carries the release. */
export function executionOfRelease(script: PipelineScript, pipeline: string, name: string): Readonly<Execution> {
  const found = script
    .executions(pipeline)
    .findLast((execution) => execution.rollbackTarget === undefined && releaseName(execution) === name);
  if (found === undefined) throw new Error(`the story names release ${name}, which pipeline ${pipeline} never had`);
  return found;
}
