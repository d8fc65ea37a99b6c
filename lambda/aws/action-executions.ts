import {
  type ActionExecutionFilter,
  type CodePipelineClient,
  ListActionExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import type { ExecutionId } from '../decision/execution.ts';
import type { ActionRun } from '../decision/stage.ts';

/** Pages of a hundred actions each: every stage of the last few dozen executions. */
export const LATEST_PAGES = 5;

/** An action execution that has begun. */
export interface ListedAction extends ActionRun {
  readonly stage: string;
  readonly executionId: ExecutionId;
}

/** The actions that have begun, of one execution or of the pipeline; the newest pages come first. */
export async function listActions(
  client: CodePipelineClient,
  pipelineName: string,
  filter?: ActionExecutionFilter,
  pages = Number.POSITIVE_INFINITY,
): Promise<readonly ListedAction[]> {
  const listed: ListedAction[] = [];
  let nextToken: string | undefined;
  let read = 0;
  do {
    const page = await client.send(
      new ListActionExecutionsCommand({ pipelineName, ...(filter && { filter }), ...(nextToken && { nextToken }) }),
    );
    for (const {
      stageName: stage = '',
      actionName: action = '',
      pipelineExecutionId,
      ...times
    } of page.actionExecutionDetails ?? []) {
      if (pipelineExecutionId === undefined || times.startTime === undefined) continue;
      const ended = times.lastUpdateTime ?? times.startTime;
      const span = { beganAt: times.startTime.getTime(), endedAt: ended.getTime() };
      listed.push({ stage, action, executionId: pipelineExecutionId, ...span });
    }
    nextToken = page.nextToken;
    read += 1;
  } while (nextToken !== undefined && read < pages);
  return listed;
}
