import * as z from 'zod';
import type { JsonObject } from '../../../account/json-object.ts';
import { ServiceError } from '../../service.ts';
import type { Account } from '../account.ts';
import { artifactDetails } from '../artifacts.ts';
import type { ActionExecution, Execution } from '../execution.ts';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { MaxResults, NextToken, PipelineExecutionId, PipelineName, parseInput } from '../input.ts';
import { page } from '../paging.ts';
import type { Pipeline } from '../pipeline.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { epochSeconds } from '../wire.ts';

const Input = z.object({
  pipelineName: PipelineName,
  maxResults: MaxResults,
  nextToken: NextToken.optional(),
  filter: z
    .object({
      pipelineExecutionId: PipelineExecutionId.optional(),
      latestInPipelineExecution: z
        .object({ pipelineExecutionId: PipelineExecutionId, startTimeRange: z.enum(['Latest', 'All']) })
        .optional(),
    })
    .optional(),
});
type Filter = z.output<typeof Input>['filter'];

/** API:ListActionExecutions */
export function listActionExecutions({ account }: RunningPipelines): ImmediateOperation {
  return {
    authorize: ({ pipelineName }) => [
      { action: 'codepipeline:ListActionExecutions', resource: account.pipelineArn(pipelineName) },
    ],
    handle: (input) => {
      const { pipelineName, maxResults, nextToken, filter } = parseInput(Input, input);
      const pipeline = account.pipeline(pipelineName);
      const entries = matching(account, pipeline, filter);
      const { items, next } = page({
        length: entries.length,
        pick: (position) => entries[position],
        maxResults,
        nextToken,
        query: ['actions', pipelineName, filter ?? null],
      });
      return { actionExecutionDetails: items.map((entry) => detail(account, pipeline, entry)), ...next };
    },
  };
}

interface Entry {
  readonly execution: Execution;
  readonly action: ActionExecution;
}

function matching(account: Account, pipeline: Pipeline, filter: Filter): readonly Entry[] {
  const latest = filter?.latestInPipelineExecution;
  const executionId = filter?.pipelineExecutionId ?? latest?.pipelineExecutionId;
  if (filter?.pipelineExecutionId !== undefined && latest !== undefined) {
    throw new ServiceError('ValidationException', 'Filter by pipelineExecutionId or by latestInPipelineExecution');
  }
  if (executionId === undefined) {
    const entries: Entry[] = [];
    for (const execution of pipeline.executions) {
      if (account.shows(execution)) for (const action of execution.actions) entries.push({ execution, action });
    }
    return entries;
  }
  const execution = account.execution(pipeline, executionId);
  const entries = entriesOf(execution);
  if (latest?.startTimeRange !== 'Latest') return entries;
  const newest = new Map(entries.map((entry) => [`${entry.action.stageName}/${entry.action.declaration.name}`, entry]));
  const shown = new Set(newest.values());
  return entries.filter((entry) => shown.has(entry));
}

function entriesOf(execution: Execution): readonly Entry[] {
  return execution.actions.map((action) => ({ execution, action }));
}

/** What the list says of actions that are over, which nothing changes any more. Frozen, since answers share it. */
const DETAILS = new WeakMap<ActionExecution, JsonObject>();

function detail(account: Account, pipeline: Pipeline, entry: Entry): JsonObject {
  const { action } = entry;
  if (action.status === 'InProgress') return freshDetail(account, pipeline, entry);
  const made = DETAILS.get(action);
  if (made !== undefined) return made;
  const fresh = Object.freeze(freshDetail(account, pipeline, entry));
  DETAILS.set(action, fresh);
  return fresh;
}

function freshDetail(account: Account, pipeline: Pipeline, { execution, action }: Entry): JsonObject {
  const { declaration, status, errorDetails, summary, token } = action;
  const { configuration, roleArn, namespace } = declaration;
  const artifacts = (of: readonly { readonly name: string }[]) => artifactDetails(account, pipeline, execution, of);
  return {
    pipelineExecutionId: execution.id,
    actionExecutionId: action.id,
    pipelineVersion: execution.pipelineVersion,
    stageName: action.stageName,
    actionName: declaration.name,
    startTime: epochSeconds(action.startTime),
    lastUpdateTime: epochSeconds(action.lastUpdateTime),
    ...(action.updatedBy === undefined ? {} : { updatedBy: action.updatedBy }),
    status,
    input: {
      actionTypeId: declaration.actionTypeId,
      configuration,
      resolvedConfiguration: configuration,
      ...(roleArn === undefined ? {} : { roleArn }),
      region: declaration.region ?? account.identity.region,
      inputArtifacts: artifacts(declaration.inputArtifacts),
      ...(namespace === undefined ? {} : { namespace }),
    },
    output: {
      outputArtifacts: status === 'Succeeded' ? artifacts(declaration.outputArtifacts) : [],
      ...(status === 'InProgress' && token === undefined
        ? {}
        : {
            executionResult: {
              externalExecutionId: token ?? action.id,
              ...(summary === undefined ? {} : { externalExecutionSummary: summary }),
              ...(errorDetails === undefined ? {} : { errorDetails }),
            },
          }),
      outputVariables: {},
    },
  };
}
