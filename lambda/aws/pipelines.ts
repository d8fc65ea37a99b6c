import {
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import type { ActionRun } from '../decision/action-run.ts';
import type { Execution } from '../decision/execution.ts';
import type { ExecutionDetail } from '../decision/facts.ts';
import type { Page, Pipelines } from '../ports.ts';
import { toActionRun } from './action-executions.ts';
import { ifThere, reading } from './errors.ts';
import { toExecution } from './executions.ts';
import { pipelineChanges } from './pipeline-changes.ts';
import { toObservedStage } from './stage-states.ts';

const NO_PIPELINE = 'PipelineNotFoundException';

/** How the items of lists are read: each for itself. */
const READERS = { toExecution, toActionRun };

/** CodePipeline as the controller sees it. `once` is a client without retries, for calls that change something. */
export function codePipelines(client: CodePipelineClient, once: CodePipelineClient, readers = READERS): Pipelines {
  return {
    stage: ({ pipeline, stage }) =>
      reading(`the state of pipeline "${pipeline}"`, 'codepipeline:GetPipelineState', async () => {
        const state = await ifThere(client.send(new GetPipelineStateCommand({ name: pipeline })), NO_PIPELINE);
        if (state === 'not-found') return state;
        const { stageStates: stages = [], pipelineVersion = 0 } = state;
        const index = stages.findIndex(({ stageName }) => stageName === stage);
        return index === -1 ? 'not-found' : toObservedStage(stages, index, pipelineVersion);
      }),

    executions: ({ pipeline, stage }, which, nextToken) =>
      reading(`the executions of pipeline "${pipeline}"`, 'codepipeline:ListPipelineExecutions', () =>
        notEmpty(nextToken, async (token): Promise<Page<Execution>> => {
          const page = await client.send(
            new ListPipelineExecutionsCommand({
              pipelineName: pipeline,
              ...(which === 'succeeded-in-stage' && { filter: { succeededInStage: { stageName: stage } } }),
              ...(token !== undefined && { nextToken: token }),
            }),
          );
          const items = (page.pipelineExecutionSummaries ?? [])
            .map(readers.toExecution)
            .filter((one) => one !== undefined);
          return { items, ...(page.nextToken && { nextToken: page.nextToken }) };
        }),
      ),

    actions: ({ pipeline }, nextToken) =>
      reading(`the actions of pipeline "${pipeline}"`, 'codepipeline:ListActionExecutions', () =>
        notEmpty(nextToken, async (token): Promise<Page<ActionRun>> => {
          const command = new ListActionExecutionsCommand({
            pipelineName: pipeline,
            ...(token !== undefined && { nextToken: token }),
          });
          const page = await ifThere(client.send(command), NO_PIPELINE);
          if (page === 'not-found') return { items: [] };
          const items = (page.actionExecutionDetails ?? []).map(readers.toActionRun).filter((run) => run !== undefined);
          return { items, ...(page.nextToken && { nextToken: page.nextToken }) };
        }),
      ),

    execution: ({ pipeline }, executionId) =>
      reading(
        `execution ${executionId}`,
        'codepipeline:GetPipelineExecution',
        async (): Promise<ExecutionDetail | 'not-found'> => {
          const command = new GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId: executionId });
          const answer = await ifThere(client.send(command), 'PipelineExecutionNotFoundException');
          if (answer === 'not-found') return answer;
          const { status, pipelineVersion: version, variables = [] } = answer.pipelineExecution ?? {};
          if (status === undefined || version === undefined) return 'not-found';
          const resolved = variables.flatMap(({ name, resolvedValue: value }) =>
            name === undefined || value === undefined ? [] : [{ name, value }],
          );
          return { status, version, variables: resolved };
        },
      ),

    ...pipelineChanges(client, once),
  };
}

/** So many pages without anything are no list any more. */
const MOST_EMPTY = 10;

/** The next page that holds something: where a page may be the last that is read, an empty one in front of others is none. */
async function notEmpty<T>(
  from: string | undefined,
  read: (token: string | undefined) => Promise<Page<T>>,
): Promise<Page<T>> {
  let page = await read(from);
  for (let empty = 1; page.items.length === 0 && page.nextToken !== undefined && empty < MOST_EMPTY; empty += 1) {
    page = await read(page.nextToken);
  }
  return page;
}
