import {
  type CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import type { Clients } from './clients.ts';
import { type Outcome, outcomeOf } from './refusal.ts';
import { type StageView, stageView } from './stage-view.ts';

/** An execution as ListPipelineExecutions shows it; what AWS leaves out is absent. */
export interface Summary {
  readonly id: string;
  readonly status: string;
  readonly type?: string;
  /** Of a rollback. */
  readonly targetId?: string;
  readonly triggerDetail?: string;
  /** Epoch milliseconds. */
  readonly startTime: number;
  readonly revisionId?: string;
  readonly revisionSummary?: string;
}

/** A stage of a pipeline. */
export interface StageName {
  readonly pipeline: string;
  readonly stage: string;
}

/** CodePipeline, as far as a game day uses it. */
export class Pipelines {
  readonly #client: CodePipelineClient;
  readonly #once: CodePipelineClient;

  constructor({ codePipeline, codePipelineOnce }: Pick<Clients, 'codePipeline' | 'codePipelineOnce'>) {
    this.#client = codePipeline;
    this.#once = codePipelineOnce;
  }

  /** The id of a new execution, or the error. */
  async start(name: string, variables: { readonly [name: string]: string } = {}): Promise<Outcome<string>> {
    const given = Object.entries(variables).map(([variable, value]) => ({ name: variable, value }));
    const answer = await outcomeOf(
      this.#client.send(new StartPipelineExecutionCommand({ name, ...(given.length > 0 && { variables: given }) })),
    );
    return answer.ok ? { ok: true, value: answer.value.pipelineExecutionId ?? '' } : answer;
  }

  /** The id of the rollback, or the error. Sent once. */
  async rollBack({ pipeline, stage }: StageName, targetPipelineExecutionId: string): Promise<Outcome<string>> {
    const input = { pipelineName: pipeline, stageName: stage, targetPipelineExecutionId };
    const answer = await outcomeOf(this.#once.send(new RollbackStageCommand(input)));
    return answer.ok ? { ok: true, value: answer.value.pipelineExecutionId ?? '' } : answer;
  }

  async retryFailedActions({ pipeline, stage }: StageName, pipelineExecutionId: string): Promise<Outcome<unknown>> {
    const retryMode = 'FAILED_ACTIONS' as const;
    const input = { pipelineName: pipeline, stageName: stage, pipelineExecutionId, retryMode };
    return await outcomeOf(this.#client.send(new RetryStageExecutionCommand(input)));
  }

  async stop(pipelineName: string, pipelineExecutionId: string, { abandon }: { readonly abandon: boolean }) {
    const input = { pipelineName, pipelineExecutionId, abandon, reason: 'game day' };
    return await outcomeOf(this.#client.send(new StopPipelineExecutionCommand(input)));
  }

  /** Disables the inbound transition. */
  async close({ pipeline, stage }: StageName): Promise<void> {
    const gate = { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound', reason: 'game day' } as const;
    await this.#client.send(new DisableStageTransitionCommand(gate));
  }

  async open({ pipeline, stage }: StageName): Promise<void> {
    const gate = { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' } as const;
    await this.#client.send(new EnableStageTransitionCommand(gate));
  }

  /** Every stage that GetPipelineState shows. */
  async stages(name: string): Promise<readonly StageView[]> {
    const { stageStates = [] } = await this.#client.send(new GetPipelineStateCommand({ name }));
    return stageStates.map(stageView);
  }

  async stage({ pipeline, stage }: StageName): Promise<StageView | undefined> {
    return (await this.stages(pipeline)).find(({ name }) => name === stage);
  }

  /** Its status; undefined for one that does not show. */
  async executionStatus(pipelineName: string, pipelineExecutionId: string): Promise<string | undefined> {
    const input = { pipelineName, pipelineExecutionId };
    const found = await outcomeOf(this.#client.send(new GetPipelineExecutionCommand(input)));
    return found.ok ? found.value.pipelineExecution?.status : undefined;
  }

  /** Whether GetPipelineExecution says of the variables, also that there are none. */
  async showsVariables(pipelineName: string, pipelineExecutionId: string): Promise<boolean> {
    const input = { pipelineName, pipelineExecutionId };
    return (await this.#client.send(new GetPipelineExecutionCommand(input))).pipelineExecution?.variables !== undefined;
  }

  /** The newest hundred, as AWS orders them; with a stage, those that succeeded in it. */
  async list(pipelineName: string, stageName?: string): Promise<Outcome<readonly Summary[]>> {
    const filter = stageName === undefined ? {} : { filter: { succeededInStage: { stageName } } };
    const answer = await outcomeOf(
      this.#client.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: 100, ...filter })),
    );
    if (!answer.ok) return answer;
    const summaries = (answer.value.pipelineExecutionSummaries ?? []).map((summary) => ({
      id: summary.pipelineExecutionId ?? '',
      status: summary.status ?? '',
      ...(summary.executionType !== undefined && { type: summary.executionType }),
      ...(summary.rollbackMetadata?.rollbackTargetPipelineExecutionId !== undefined && {
        targetId: summary.rollbackMetadata.rollbackTargetPipelineExecutionId,
      }),
      ...(summary.trigger?.triggerDetail !== undefined && { triggerDetail: summary.trigger.triggerDetail }),
      startTime: summary.startTime?.getTime() ?? 0,
      ...(summary.sourceRevisions?.[0]?.revisionId !== undefined && {
        revisionId: summary.sourceRevisions[0].revisionId,
      }),
      ...(summary.sourceRevisions?.[0]?.revisionSummary !== undefined && {
        revisionSummary: summary.sourceRevisions[0].revisionSummary,
      }),
    }));
    return { ok: true, value: summaries };
  }

  /** All of them, or throws. */
  async executions(pipelineName: string): Promise<readonly Summary[]> {
    const listed = await this.list(pipelineName);
    if (!listed.ok) throw new Error(`the executions of ${pipelineName} cannot be listed: ${listed.error}`);
    return listed.value;
  }

  /** Answers an approval with the token that it waits with. It may have ended since that was read. */
  async answer(
    { pipeline, stage }: StageName,
    { action, token }: { readonly action: string; readonly token: string },
    status: 'Approved' | 'Rejected',
  ): Promise<Outcome<unknown>> {
    return await outcomeOf(
      this.#client.send(
        new PutApprovalResultCommand({
          pipelineName: pipeline,
          stageName: stage,
          actionName: action,
          token,
          result: { summary: 'game day', status },
        }),
      ),
    );
  }

  /** UpdatePipeline with the structure as it is, under another name if one is given: `ok`, or the error. */
  async edit(name: string, asName = name): Promise<string> {
    const { pipeline } = await this.#client.send(new GetPipelineCommand({ name }));
    if (pipeline === undefined) throw new Error(`pipeline ${name} has no structure`);
    const answer = await outcomeOf(
      this.#client.send(new UpdatePipelineCommand({ pipeline: { ...pipeline, name: asName } })),
    );
    return answer.ok ? 'ok' : answer.error;
  }
}
