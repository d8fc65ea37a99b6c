import type { EpochMillis } from '../../account/clock.ts';
import type { AcceptedRollback } from './account.ts';
import type { PipelineDeclaration } from './declaration.ts';
import type { ActionListener, CourseOf, Execution, ExecutionType, ScriptedResults, Trigger } from './execution.ts';
import { addHistory, type PastExecution } from './history.ts';
import type { ImmediateOperation } from './immediate-operation.ts';
import type { Pipeline } from './pipeline.ts';
import { actionStory, declarationOf, type PipelineStory, stageStory } from './pipeline-story.ts';
import type { RunningPipelines } from './running-pipelines.ts';
import { answerScripted, type ScriptedAnswer } from './scripted-answer.ts';
import type { ScriptedEntry } from './scripted-entry.ts';
import { placeKey, type ScriptedPlace } from './scripted-place.ts';
import type { ScriptedStart } from './scripted-start.ts';
import { sourceRevisionsOf } from './source-revisions.ts';
import type { Stage, StageRun } from './stage.ts';
import type { StageReference } from './stage-reference.ts';
import { checkVariables } from './start-overrides.ts';

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
    for (const { name: stage, actionMinutes = story.actionMinutes, actions = [] } of story.stages.map(stageStory)) {
      const place = { pipeline: pipeline.name, stage };
      if (actionMinutes !== undefined) this.setActionDuration(place, actionMinutes);
      for (const { name: action, minutes } of actions.map(actionStory)) {
        if (minutes !== undefined) this.setActionDuration({ ...place, action }, minutes);
      }
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
  startExecution({
    pipeline: name,
    revision,
    revisions = {},
    variables = {},
    results = {},
    entries = {},
    trigger = this.#push(),
  }: ScriptedStart): string {
    const pipeline = this.#pipeline(name);
    checkVariables(
      pipeline,
      Object.keys(variables).map((variable) => ({ name: variable })),
    );
    for (const stage of Object.keys(entries)) mustDeclareEntry(pipeline, stage);
    const given = (source: string) => revisions[source] ?? revision;
    const sourceRevisions = sourceRevisionsOf(this.#running.account, pipeline, given);
    return this.#running.start(pipeline, { trigger, sourceRevisions, variables, results, entries }).id;
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

  /** From now on, executions of that type go so in that stage or action; "rollbacks fail in Prod" is one of ROLLBACK. */
  setResult({ pipeline, ...where }: ScriptedPlace, type: ExecutionType, results: ScriptedResults): void {
    this.#pipeline(pipeline).results[type].set(placeKey(where), results);
  }

  /** From now on, that action, or every action of that stage without a time of its own, takes so many minutes (fractions allowed). */
  setActionDuration({ pipeline, ...where }: ScriptedPlace, minutes: number): void {
    this.#pipeline(pipeline).actionMillis.set(placeKey(where), minutes * 60_000);
  }

  /** From now on, the actions of a pipeline go so. */
  playActions(pipeline: string, courseOf: CourseOf): void {
    this.#pipeline(pipeline).courseOf = courseOf;
  }

  /** From now on, `listener` is told of every action; like `publish`, it must not call the service or the script. */
  watchActions(pipeline: string, listener: ActionListener): void {
    this.#pipeline(pipeline).onAction = listener;
  }

  /** An action that runs in the stage ends now, and fails. */
  failAction({ pipeline: name, stage, action }: StageReference & { readonly action: string }): void {
    const pipeline = this.#pipeline(name);
    const run = pipeline.stage(stage).latest;
    const running = [...(run?.inProgress.keys() ?? [])].find(({ declaration }) => declaration.name === action);
    if (run === undefined || running === undefined) throw new Error(`no action ${action} runs in ${name}/${stage}`);
    running.errorDetails = { code: 'JobFailed', message: `${action} failed` };
    this.#running.runner.actions.end(pipeline, run, running, 'Failed');
  }

  /** From now on, the entry condition of that stage, which must be declared, goes so. */
  setEntryCondition({ pipeline: name, stage }: StageReference, entry: ScriptedEntry): void {
    const pipeline = this.#pipeline(name);
    mustDeclareEntry(pipeline, stage);
    pipeline.entries.set(stage, entry);
  }

  /** A person approves the action that waits in the stage. */
  approve(answer: ScriptedAnswer): void {
    this.#answer('Approved', answer);
  }

  /** A person rejects the action that waits in the stage, which fails. */
  reject(answer: ScriptedAnswer): void {
    this.#answer('Rejected', answer);
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

  get pipelineNames(): readonly string[] {
    return [...this.#running.account.pipelines.keys()];
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

  /** The stage run that an execution is in, or was in last. */
  run(pipeline: string, execution: Execution): Readonly<StageRun> | undefined {
    return this.#pipeline(pipeline).runs.get(execution);
  }

  /** A stage as the model holds it, for assertions. */
  stage({ pipeline, stage }: StageReference): Readonly<Pick<Stage, 'latest' | 'waiting' | 'inbound' | 'isRunning'>> {
    return this.#pipeline(pipeline).stage(stage);
  }

  #answer(status: 'Approved' | 'Rejected', answer: ScriptedAnswer): void {
    const pipeline = this.#pipeline(answer.pipeline);
    answerScripted(this.#running.runner, pipeline, { callerArn: this.#person(), ...answer, status });
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

function mustDeclareEntry(pipeline: Pipeline, stage: string): void {
  if (pipeline.stage(stage).declaration.beforeEntry !== undefined) return;
  throw new Error(`${pipeline.name}/${stage} declares no entry condition; give its story beforeEntry`);
}
