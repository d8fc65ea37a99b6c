import type { EpochMillis } from '../clock.ts';
import type { AcceptedRollback } from './account.ts';
import { answerApproval, waitingApproval } from './approval.ts';
import type { PipelineDeclaration } from './declaration.ts';
import type { Execution, ExecutionType, ScriptedResults, Trigger } from './execution.ts';
import { addHistory, type PastExecution } from './history.ts';
import type { ImmediateOperation } from './immediate-operation.ts';
import type { Pipeline } from './pipeline.ts';
import { APPROVAL_ACTION, declarationOf, type PipelineStory, stageStory } from './pipeline-story.ts';
import type { RunningPipelines } from './running-pipelines.ts';
import { type Revision, sourceRevisionsOf } from './source-revisions.ts';
import type { Stage } from './stage.ts';

/** One stage of one pipeline. */
export interface StageReference {
  readonly pipeline: string;
  readonly stage: string;
}

export interface ScriptedStart {
  readonly pipeline: string;
  /** What every source action takes; default a commit that nobody has seen before. */
  readonly revision?: Revision;
  /** How stages go for this execution, by stage; default as {@link PipelineScript.setResult} says, else Succeeded. */
  readonly results?: { readonly [stage: string]: ScriptedResults };
  /** Default a push to a connected repository. */
  readonly trigger?: Trigger;
}

/** An approval by a person; the action is the one of `approval: true` unless named. */
export interface ApprovalAnswer extends StageReference {
  readonly action?: string;
  readonly callerArn?: string;
}

/** Everything that happens to pipelines without an API call of the controller. Throws on a script that cannot be. */
export class PipelineScript {
  readonly #running: RunningPipelines;
  readonly #rollbackStage: ImmediateOperation;

  constructor(running: RunningPipelines, rollbackStage: ImmediateOperation) {
    this.#running = running;
    this.#rollbackStage = rollbackStage;
  }

  /** Creates a pipeline that has never run. */
  createPipeline(story: PipelineStory): void {
    if (this.#running.account.pipelines.has(story.name)) throw new Error(`pipeline ${story.name} exists already`);
    const pipeline = this.#running.create(declarationOf(story, this.#running.account.identity));
    for (const { name, actionMinutes = story.actionMinutes } of story.stages.map(stageStory)) {
      if (actionMinutes !== undefined) this.setActionDuration({ pipeline: pipeline.name, stage: name }, actionMinutes);
    }
  }

  /** Edits the structure, like UpdatePipeline: version + 1, even without a change. Returns the new version. */
  edit(
    name: string,
    change: (declaration: PipelineDeclaration) => PipelineDeclaration = (declaration) => declaration,
  ): number {
    const pipeline = this.#pipeline(name);
    this.#running.edit(pipeline, change(pipeline.declaration));
    return pipeline.version;
  }

  /** Starts an execution and returns its id. At the limit of 50 in QUEUED or PARALLEL mode it fails at once. */
  startExecution({ pipeline: name, revision, results, trigger = this.#push() }: ScriptedStart): string {
    const { account } = this.#running;
    const pipeline = this.#pipeline(name);
    const sourceRevisions = sourceRevisionsOf(account, pipeline, () => revision);
    return this.#running.start(pipeline, { trigger, sourceRevisions, ...(results === undefined ? {} : { results }) })
      .id;
  }

  /** Adds executions that are over, oldest first; returns their ids. Fast: nothing runs, no events. */
  addHistory(pipeline: string, past: Iterable<PastExecution>): readonly string[] {
    return addHistory(this.#running.account, this.#pipeline(pipeline), past, this.#push());
  }

  /** Adds `count` successful executions, the first at `from`, then one every `everyMillis`. */
  addSuccesses(
    pipeline: string,
    { count, from, everyMillis }: { readonly count: number; readonly from: EpochMillis; readonly everyMillis: number },
  ): readonly string[] {
    return this.addHistory(
      pipeline,
      Array.from({ length: count }, (_, position) => ({ startTime: from + position * everyMillis })),
    );
  }

  /** From now on, executions of that type go so in that stage; "rollbacks fail in Prod" is one of ROLLBACK. */
  setResult({ pipeline, stage }: StageReference, type: ExecutionType, results: ScriptedResults): void {
    this.#pipeline(pipeline).results[type].set(stage, results);
  }

  /** From now on, an action in that stage takes so many minutes (fractions allowed). */
  setActionDuration({ pipeline, stage }: StageReference, minutes: number): void {
    this.#pipeline(pipeline).actionMillis.set(stage, minutes * 60_000);
  }

  /** A person approves the action that waits in the stage. */
  approve(answer: ApprovalAnswer): void {
    this.#answer(answer, 'Approved');
  }

  /** A person rejects the action that waits in the stage, which fails. */
  reject(answer: ApprovalAnswer): void {
    this.#answer(answer, 'Rejected');
  }

  /** A person calls RollbackStage. Returns the id of the ROLLBACK execution; throws what AWS would answer. */
  personRollsBack({
    pipeline,
    stage,
    targetPipelineExecutionId,
    callerArn = this.#person(),
  }: StageReference & { readonly targetPipelineExecutionId: string; readonly callerArn?: string }): string {
    this.#rollbackStage.handle(
      { pipelineName: pipeline, stageName: stage, targetPipelineExecutionId },
      { arn: callerArn },
    );
    const accepted = this.acceptedRollbacks.at(-1);
    if (accepted === undefined) throw new Error('RollbackStage neither threw nor was recorded');
    return accepted.pipelineExecutionId;
  }

  /** Every accepted RollbackStage, in order. */
  get acceptedRollbacks(): readonly AcceptedRollback[] {
    return this.#running.account.acceptedRollbacks;
  }

  /** An execution as the model holds it, for assertions; switches hide nothing here. */
  execution(pipeline: string, executionId: string): Readonly<Execution> {
    const execution = this.#pipeline(pipeline).find(executionId);
    if (execution === undefined) throw new Error(`pipeline ${pipeline} has no execution ${executionId}`);
    return execution;
  }

  /** All executions of a pipeline, oldest first. */
  executions(pipeline: string): readonly Readonly<Execution>[] {
    return this.#pipeline(pipeline).executions;
  }

  /** A stage as the model holds it, for assertions. */
  stage({ pipeline, stage }: StageReference): Readonly<Pick<Stage, 'latest' | 'waiting' | 'inbound' | 'isRunning'>> {
    return this.#pipeline(pipeline).stage(stage);
  }

  #answer(
    { pipeline: name, stage: stageName, action = APPROVAL_ACTION, callerArn }: ApprovalAnswer,
    status: 'Approved' | 'Rejected',
  ) {
    const pipeline = this.#pipeline(name);
    const run = pipeline.stage(stageName).latest;
    const waiting = waitingApproval(run, action);
    if (run === undefined || waiting === undefined) {
      throw new Error(`no approval ${action} waits in ${name}/${stageName}`);
    }
    const answer = { status, callerArn: callerArn ?? this.#person(), summary: status };
    answerApproval(this.#running, pipeline, run, waiting, answer);
  }

  #pipeline(name: string): Pipeline {
    const pipeline = this.#running.account.pipelines.get(name);
    if (pipeline === undefined) throw new Error(`the script names pipeline ${name}, which was not created`);
    return pipeline;
  }

  #person(): string {
    return `arn:aws:iam::${this.#running.account.identity.accountId}:user/person`;
  }

  #push(): Trigger {
    const { accountId, region } = this.#running.account.identity;
    return {
      triggerType: 'WebhookV2',
      triggerDetail: `arn:aws:codeconnections:${region}:${accountId}:connection/0f5b706a-1a1d-46c5-86b6-f177321bcfb2`,
    };
  }
}
