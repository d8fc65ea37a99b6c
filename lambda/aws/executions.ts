import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { Execution } from '../decision/execution.ts';

/** A summary of ListPipelineExecutions; undefined where AWS left out its id or start, without which nothing can be said of it. */
export function toExecution(summary: PipelineExecutionSummary): Execution | undefined {
  const { pipelineExecutionId: id, startTime, rollbackMetadata, trigger } = summary;
  if (id === undefined || startTime === undefined) return undefined;
  const rollbackTarget = rollbackMetadata?.rollbackTargetPipelineExecutionId;
  return {
    id,
    startedAt: startTime.getTime(),
    type: summary.executionType === 'ROLLBACK' ? 'ROLLBACK' : 'STANDARD',
    ...(rollbackTarget !== undefined && { rollbackTarget }),
    revisions: (summary.sourceRevisions ?? []).flatMap(({ actionName, revisionId, revisionSummary }) =>
      actionName === undefined || revisionId === undefined
        ? []
        : [{ action: actionName, id: revisionId, ...(revisionSummary !== undefined && { summary: revisionSummary }) }],
    ),
    ...(trigger?.triggerType !== undefined && { triggerType: trigger.triggerType }),
    ...(trigger?.triggerDetail !== undefined && { triggerDetail: trigger.triggerDetail }),
  };
}
