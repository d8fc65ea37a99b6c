import type { Account } from './account.ts';
import { checkStructure, type PipelineDeclaration } from './declaration.ts';
import type { Execution, SourceRevision, Trigger } from './execution.ts';
import { Pipeline } from './pipeline.ts';
import { resolvedVariables } from './pipeline-variables.ts';
import { automaticTarget, rollbackExecution } from './rollback.ts';
import type { Stage, StageRun } from './stage.ts';
import { StageRunner } from './stage-runner.ts';

const MOST_CONCURRENT_EXECUTIONS = 50;
const LONGEST_DISABLED_MILLIS = 30 * 24 * 60 * 60_000;

/** What a new STANDARD execution starts with. */
export interface StartOptions {
  readonly trigger: Trigger;
  readonly sourceRevisions: readonly SourceRevision[];
  readonly variables?: { readonly [name: string]: string };
  readonly results?: Execution['results'];
  readonly entries?: Execution['entries'];
}

/** What operations and scripts do to the pipelines of an account. */
export class RunningPipelines {
  readonly account: Account;
  readonly runner: StageRunner;

  constructor(account: Account) {
    this.account = account;
    this.runner = new StageRunner(account, (pipeline, run) => this.#rollBackAfterFailure(pipeline, run));
  }

  /** The name must be free. */
  create(declaration: PipelineDeclaration): Pipeline {
    checkStructure(declaration);
    const pipeline = new Pipeline(declaration, this.account.clock.now());
    this.account.pipelines.set(pipeline.name, pipeline);
    return pipeline;
  }

  /** What runs is abandoned, without events [assumed]. */
  delete(name: string): void {
    const pipeline = this.account.pipelines.get(name);
    for (const execution of pipeline?.active ?? []) {
      const run = pipeline?.runs.get(execution);
      run?.entry?.cancel();
      for (const cancel of run?.inProgress.values() ?? []) cancel();
    }
    this.account.pipelines.delete(name);
  }

  edit(pipeline: Pipeline, declaration: PipelineDeclaration): void {
    checkStructure(declaration);
    const removed = pipeline.redeclare(declaration, this.account.clock.now());
    this.runner.cancelAll(pipeline, removed);
  }

  /**
   * At the limit of concurrent executions the new one fails, without a message (UG:troubleshooting); also where a variable has
   * neither value nor default.
   */
  start(
    pipeline: Pipeline,
    { trigger, sourceRevisions, variables = {}, results = {}, entries = {} }: StartOptions,
  ): Execution {
    const now = this.account.clock.now();
    const resolved = resolvedVariables(pipeline.declaration, variables);
    const execution: Execution = {
      id: this.account.newId(),
      type: 'STANDARD',
      pipelineVersion: pipeline.version,
      mode: pipeline.declaration.executionMode,
      trigger,
      sourceRevisions,
      variables: resolved ?? [],
      results,
      entries,
      startTime: now,
      lastUpdateTime: now,
      status: 'InProgress',
      attempt: 1,
      succeededStages: new Set(),
      actions: [],
    };
    if (this.isFull(pipeline) || resolved === undefined) this.runner.failAtOnce(pipeline, execution);
    else this.runner.start(pipeline, execution);
    return execution;
  }

  startRollback(pipeline: Pipeline, stage: Stage, target: Execution, trigger: Trigger): Execution {
    const execution = rollbackExecution(this.account, pipeline, target, trigger);
    this.runner.startRollback(pipeline, stage, execution);
    return execution;
  }

  /** QUEUED and PARALLEL pipelines hold 50 active executions (UG:limits). */
  isFull(pipeline: Pipeline): boolean {
    return pipeline.declaration.executionMode !== 'SUPERSEDED' && pipeline.active.size >= MOST_CONCURRENT_EXECUTIONS;
  }

  enableTransition(pipeline: Pipeline, stage: Stage, type: 'Inbound' | 'Outbound', callerArn: string): void {
    const gate = type === 'Inbound' ? stage.inbound : stage.outbound;
    const now = this.account.clock.now();
    const enabled = { enabled: true, lastChangedBy: callerArn, lastChangedAt: now };
    if (type === 'Inbound') stage.inbound = enabled;
    else stage.outbound = enabled;
    const tooLate = !gate.enabled && now - (gate.lastChangedAt ?? now) > LONGEST_DISABLED_MILLIS;
    const opened = type === 'Inbound' ? stage : pipeline.stageAfter(stage);
    if (opened !== undefined && !tooLate) this.runner.admit(pipeline, opened);
  }

  #rollBackAfterFailure(pipeline: Pipeline, run: StageRun): void {
    const { stage, execution } = run;
    if (stage.declaration.onFailure?.result !== 'ROLLBACK') return;
    if (pipeline.declaration.executionMode === 'PARALLEL') return;
    if (execution.type === 'ROLLBACK' && !this.account.switches.failedRollbackRollsBackAgain) return;
    const target = automaticTarget(this.account, pipeline, stage, execution);
    if (target === undefined) return;
    this.startRollback(pipeline, stage, target, {
      triggerType: 'AutomatedRollback',
      triggerDetail: JSON.stringify({ FailedPipelineExecutionId: execution.id }),
    });
  }
}
