import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import * as z from 'zod/mini';
import { BARRIER_MARKER } from '../decision/barrier.ts';
import type { Execution, Revision } from '../decision/execution.ts';
import { parseJson } from '../intake/json.ts';

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
      actionName === undefined ? [] : [toRevision(actionName, revisionId, revisionSummary)],
    ),
    ...(trigger?.triggerType !== undefined && { triggerType: trigger.triggerType }),
    ...(trigger?.triggerDetail !== undefined && { triggerDetail: trigger.triggerDetail }),
  };
}

function toRevision(action: string, id: string | undefined, text: string | undefined): Revision {
  const message = text === undefined ? undefined : messageIn(text);
  const summary = message?.trim().split('\n', 1)[0]?.trim();
  return {
    action,
    ...(id !== undefined && { id }),
    ...(summary !== undefined && summary !== '' && { summary }),
    ...(text?.toLowerCase().includes(BARRIER_MARKER) && { noRollback: true }),
  };
}

const FromConnection = z.object({ CommitMessage: z.string() });
/** What is left of that where it was cut. */
const CUT = /"CommitMessage"\s*:\s*"((?:[^"\\]|\\.)*)/;

/**
 * Connections to GitHub and Bitbucket put JSON into the summary: `{"ProviderType":"GitHub","CommitMessage":"..."}`. JSON without a message, or too
 * short to hold one, says nothing to people.
 */
function messageIn(text: string): string | undefined {
  if (!/^\s*\{\s*["}]/.test(text)) return text;
  const whole = FromConnection.safeParse(parseJson(text)).data?.CommitMessage;
  if (whole !== undefined) return whole;
  const rest = z.string().safeParse(parseJson(`"${CUT.exec(text)?.[1] ?? ''}"`)).data;
  return rest === '' ? undefined : rest;
}
