import {
  type ActionExecutionFilter,
  type CodePipelineClient,
  ListActionExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import type { Clients } from './clients.ts';
import { type Outcome, outcomeOf } from './refusal.ts';

/** One run of an action. */
export interface ActionRun {
  readonly stage: string;
  readonly action: string;
  readonly status: string;
  /** Epoch milliseconds. */
  readonly beganAt?: number;
  readonly updatedAt?: number;
}

/** ListActionExecutions. */
export class ActionLists {
  readonly #client: CodePipelineClient;

  constructor({ codePipeline }: Pick<Clients, 'codePipeline'>) {
    this.#client = codePipeline;
  }

  /** What an execution ran; none while it does not show. */
  async of(pipelineName: string, pipelineExecutionId: string): Promise<readonly ActionRun[]> {
    const listed = await this.#list(pipelineName, { pipelineExecutionId });
    return listed.ok ? listed.value : [];
  }

  /** The latest runs of the actions of an execution. */
  async latest(pipelineName: string, pipelineExecutionId: string): Promise<Outcome<readonly ActionRun[]>> {
    return await this.#list(pipelineName, {
      latestInPipelineExecution: { pipelineExecutionId, startTimeRange: 'Latest' },
    });
  }

  /** With both filters at once, which AWS does not describe: `ok`, or the error. */
  async byBothFilters(pipelineName: string, pipelineExecutionId: string): Promise<string> {
    const answer = await this.#list(pipelineName, {
      pipelineExecutionId,
      latestInPipelineExecution: { pipelineExecutionId, startTimeRange: 'Latest' },
    });
    return answer.ok ? 'ok' : answer.error;
  }

  async #list(pipelineName: string, filter: ActionExecutionFilter): Promise<Outcome<readonly ActionRun[]>> {
    const answer = await outcomeOf(this.#client.send(new ListActionExecutionsCommand({ pipelineName, filter })));
    if (!answer.ok) return answer;
    const runs = (answer.value.actionExecutionDetails ?? []).map((detail) => ({
      stage: detail.stageName ?? '',
      action: detail.actionName ?? '',
      status: detail.status ?? '',
      ...(detail.startTime !== undefined && { beganAt: detail.startTime.getTime() }),
      ...(detail.lastUpdateTime !== undefined && { updatedAt: detail.lastUpdateTime.getTime() }),
    }));
    return { ok: true, value: runs };
  }
}
