import * as z from 'zod';
import type { JsonObject } from '../../../account/json-object.ts';
import { ServiceError } from '../../service.ts';
import type { Account } from '../account.ts';
import type { Execution } from '../execution.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { MaxResults, NextToken, PipelineName, parseInput, StageName } from '../input.ts';
import { page } from '../paging.ts';
import type { Pipeline } from '../pipeline.ts';
import { succeededInStage } from '../rollback.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { shownRevisions } from '../source-revisions.ts';
import { epochSeconds, executionKind } from '../wire.ts';

const Input = z.object({
  pipelineName: PipelineName,
  maxResults: MaxResults,
  nextToken: NextToken.optional(),
  filter: z.object({ succeededInStage: z.object({ stageName: StageName.optional() }).optional() }).optional(),
});

/** API:ListPipelineExecutions */
export function listPipelineExecutions({ account }: RunningPipelines): ImmediateOperation {
  return {
    authorize: ({ pipelineName }) => [
      { action: 'codepipeline:ListPipelineExecutions', resource: account.pipelineArn(pipelineName) },
    ],
    handle: (input) => {
      const { pipelineName, maxResults, nextToken, filter } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      const stageName = filter?.succeededInStage?.stageName;
      const executions = inOrder(account, pipeline);
      const matches = filterBy(account, pipeline, stageName);
      const { items, next } = page({
        length: executions.length,
        pick: (position) => {
          const execution = executions[position];
          return execution !== undefined && matches(execution) ? execution : undefined;
        },
        maxResults,
        nextToken,
        query: ['executions', pipelineName, stageName ?? null],
      });
      return { pipelineExecutionSummaries: items.map((execution) => summary(account, pipeline, execution)), ...next };
    },
  };
}

function inOrder({ switches }: Account, { executions }: Pipeline): readonly Execution[] {
  if (switches.executionOrder === 'newestFirst') return executions;
  return [...executions].sort((one, other) => scatter(one.id) - scatter(other.id));
}

/** FNV-1a: spreads ids that were counted up as well as random ones. */
function scatter(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash;
}

function filterBy(
  account: Account,
  pipeline: Pipeline,
  stageName: string | undefined,
): (execution: Execution) => boolean {
  if (stageName === undefined) return (execution) => account.shows(execution);
  const { unknownStageInFilter, succeededInStageIncludesRollbacks } = account.switches;
  if (unknownStageInFilter === 'ValidationException' && pipeline.findStage(stageName) === undefined) {
    throw new ServiceError('ValidationException', `Pipeline ${pipeline.name} has no stage ${stageName}`);
  }
  return (execution) =>
    (succeededInStageIncludesRollbacks || execution.type === 'STANDARD') &&
    account.shows(execution) &&
    succeededInStage(pipeline, execution, stageName);
}

/** What the list says of an execution is made anew only when it has changed: most are over. */
const SUMMARIES = new WeakMap<Execution, { readonly of: readonly unknown[]; readonly summary: JsonObject }>();

/** Frozen, since answers share it. */
function summary({ switches }: Account, pipeline: Pipeline, execution: Execution): JsonObject {
  const { status, lastUpdateTime, stopReason } = execution;
  const made = SUMMARIES.get(execution);
  if (made?.of[0] === status && made.of[1] === lastUpdateTime && made.of[2] === stopReason) return made.summary;
  const fresh = Object.freeze({
    pipelineExecutionId: execution.id,
    status,
    startTime: epochSeconds(execution.startTime),
    lastUpdateTime: epochSeconds(lastUpdateTime),
    sourceRevisions: shownRevisions(pipeline, execution, switches),
    ...(stopReason === undefined ? {} : { stopTrigger: { reason: stopReason } }),
    ...executionKind(execution, switches),
  });
  SUMMARIES.set(execution, { of: [status, lastUpdateTime, stopReason], summary: fresh });
  return fresh;
}
