import type { Account } from './account.ts';
import { ActionRunner } from './action-runner.ts';
import type { RetryMode } from './declaration.ts';
import { EntryConditions, type EntryOutcome, isEntering } from './entry-conditions.ts';
import { publishPipelineEnd, publishPipelineEvent, publishStageEvent } from './events.ts';
import type { Execution, ExecutionStatus } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import type { RetryTrigger } from './stage.ts';
import { newRun, type Stage, type StageRun } from './stage.ts';
import { beginAttempt, retryStart } from './stage-retry.ts';
import { WaitingLine } from './waiting-line.ts';

/** Called when a stage has failed for good, before the next waiting execution may enter it. */
export type OnStageFailed = (pipeline: Pipeline, run: StageRun) => void;

/** Moves executions through their stages: arrive at the gate, enter, have the actions run, leave. */
export class StageRunner {
  readonly actions: ActionRunner;
  readonly #account: Account;
  readonly #onStageFailed: OnStageFailed;
  readonly #entry: EntryConditions;
  readonly #line: WaitingLine;

  constructor(account: Account, onStageFailed: OnStageFailed) {
    this.actions = new ActionRunner(account, (pipeline, run) => this.#batchEnded(pipeline, run));
    this.#entry = new EntryConditions(account, (pipeline, run, outcome) => this.#entryEnded(pipeline, run, outcome));
    this.#line = new WaitingLine({
      enter: (...entering) => this.#enter(...entering),
      finish: (...finished) => this.#finish(...finished),
    });
    this.#account = account;
    this.#onStageFailed = onStageFailed;
  }

  /** Lets a new STANDARD execution in at the first stage. */
  start(pipeline: Pipeline, execution: Execution): void {
    pipeline.add(execution);
    publishPipelineEvent(this.#account, pipeline, execution, 'STARTED');
    const [first] = pipeline.stages;
    if (first !== undefined) this.#line.arrive(pipeline, first, execution);
  }

  failAtOnce(pipeline: Pipeline, execution: Execution): void {
    pipeline.add(execution);
    publishPipelineEvent(this.#account, pipeline, execution, 'STARTED');
    this.#finish(pipeline, execution, 'Failed');
  }

  /** Puts a new ROLLBACK execution into its stage, past the executions that wait there. */
  startRollback(pipeline: Pipeline, stage: Stage, execution: Execution): void {
    pipeline.add(execution);
    publishPipelineEvent(this.#account, pipeline, execution, 'STARTED');
    if (this.#account.switches.disabledTransitionAndRollback === 'waits' && !pipeline.gateIsOpen(stage)) {
      this.#line.goFirst(stage, execution);
    } else {
      this.#enter(pipeline, stage, execution);
    }
  }

  /** Lets waiting executions enter a stage as far as its gate, and who is in it, allow. */
  admit(pipeline: Pipeline, stage: Stage): void {
    this.#line.admit(pipeline, stage);
  }

  /** Runs a failed or stopped stage again. */
  retry(pipeline: Pipeline, run: StageRun, mode: RetryMode, trigger: RetryTrigger): void {
    const resumes = run.execution.status !== 'InProgress';
    beginAttempt(run, trigger, this.#account.clock.now());
    pipeline.active.add(run.execution);
    if (resumes) publishPipelineEvent(this.#account, pipeline, run.execution, 'RESUMED');
    publishStageEvent(this.#account, pipeline, run);
    if (run.entry !== undefined && run.entry.status !== 'Succeeded') {
      this.#entry.evaluate(pipeline, run);
      return;
    }
    const { order, only } = retryStart(run, mode, this.#account.switches);
    run.order = order;
    if (only === undefined) this.#startBatch(pipeline, run);
    else this.actions.start(pipeline, run, only);
  }

  /** Stops an active execution: after its actions in progress, or at once when it abandons them. */
  stop(pipeline: Pipeline, execution: Execution, abandon: boolean): void {
    const { waitingFor } = execution;
    const run = pipeline.runs.get(execution);
    if (execution.status !== 'Stopping') {
      execution.status = 'Stopping';
      execution.lastUpdateTime = this.#account.clock.now();
      publishPipelineEvent(this.#account, pipeline, execution, 'STOPPING');
      if (run?.status === 'InProgress') {
        run.status = 'Stopping';
        publishStageEvent(this.#account, pipeline, run);
      }
    }
    if (waitingFor !== undefined || run === undefined) this.#line.leave(pipeline, execution, 'Stopped');
    else if (abandon && isEntering(run)) this.#entry.interrupt(pipeline, run, 'Abandoned');
    else if (abandon) this.actions.abandon(pipeline, run);
    else if (this.#account.switches.stopWithPendingApproval === 'abandonsApproval')
      this.actions.abandon(pipeline, run, ({ token }) => token !== undefined);
  }

  /** The pipeline was edited: every active execution ends, those in a stage after their actions in progress. */
  cancelAll(pipeline: Pipeline, removed: readonly Stage[]): void {
    const active = [...pipeline.active];
    const waiting = active.filter((one) => one.waitingFor !== undefined || !pipeline.runs.has(one));
    for (const execution of waiting) {
      this.#line.leave(pipeline, execution, this.#account.switches.editedExecutionStatus, removed);
    }
    for (const execution of active) {
      const run = pipeline.runs.get(execution);
      if (run === undefined || waiting.includes(execution)) continue;
      run.cancelling = true;
      if (isEntering(run)) this.#entry.interrupt(pipeline, run, 'Cancelled');
      else if (removed.includes(run.stage)) this.actions.abandon(pipeline, run);
      else this.actions.abandon(pipeline, run, ({ token }) => token !== undefined);
    }
  }

  #enter(pipeline: Pipeline, stage: Stage, execution: Execution): void {
    const run = newRun(stage, execution, this.#account.clock.now());
    pipeline.runs.set(execution, run);
    execution.lastUpdateTime = run.enteredAt;
    stage.enter(run);
    if (execution.type === 'STANDARD' && pipeline.scriptedResult(execution, stage.name, 1) === 'Skipped') {
      this.#skip(pipeline, run);
      return;
    }
    if (this.#account.switches.stageStartedEvent === 'onEntry') publishStageEvent(this.#account, pipeline, run);
    this.#entry.evaluate(pipeline, run);
  }

  #entryEnded(pipeline: Pipeline, run: StageRun, outcome: EntryOutcome): void {
    const { editedExecutionStatus, stageStartedEvent } = this.#account.switches;
    const late = stageStartedEvent === 'afterEntryConditions' && run.attempt === 1 && run.status === 'InProgress';
    if (late && outcome !== 'skips') publishStageEvent(this.#account, pipeline, run);
    if (run.cancelling) this.#leave(pipeline, run, editedExecutionStatus);
    else if (run.execution.status === 'Stopping') this.#leave(pipeline, run, 'Stopped');
    else if (outcome === 'enters') this.#startBatch(pipeline, run);
    else if (outcome === 'fails') this.#fail(pipeline, run);
    else this.#skip(pipeline, run);
  }

  #skip(pipeline: Pipeline, run: StageRun): void {
    run.status = 'Skipped';
    this.#advance(pipeline, run);
    this.admit(pipeline, run.stage);
  }

  #startBatch(pipeline: Pipeline, run: StageRun): void {
    const skipsApprovals =
      run.execution.type === 'ROLLBACK' && this.#account.switches.rollbackRuns === 'allButApprovals';
    const declared = run.stage.runOrders[run.order] ?? [];
    const actions = skipsApprovals
      ? declared.filter(({ actionTypeId }) => actionTypeId.category !== 'Approval')
      : declared;
    if (actions.length > 0) {
      this.actions.start(pipeline, run, actions);
    } else {
      run.batch = [];
      this.#batchEnded(pipeline, run);
    }
  }

  #batchEnded(pipeline: Pipeline, run: StageRun): void {
    if (run.cancelling) {
      this.#leave(pipeline, run, this.#account.switches.editedExecutionStatus);
    } else if (run.execution.status === 'Stopping') {
      this.#leave(pipeline, run, 'Stopped');
    } else if (run.batch.some(({ status }) => status !== 'Succeeded')) {
      this.#fail(pipeline, run);
    } else if (run.order + 1 < run.stage.runOrders.length) {
      run.order++;
      this.#startBatch(pipeline, run);
    } else {
      run.status = 'Succeeded';
      run.execution.succeededStages = new Set([...run.execution.succeededStages, run.stage.name]);
      publishStageEvent(this.#account, pipeline, run);
      this.#advance(pipeline, run);
      this.admit(pipeline, run.stage);
    }
  }

  /** A rollback ends with its stage; that it never goes on is implied by the user guide, not stated. */
  #advance(pipeline: Pipeline, run: StageRun): void {
    const next = run.execution.type === 'STANDARD' ? pipeline.stageAfter(run.stage) : undefined;
    if (next === undefined) this.#finish(pipeline, run.execution, 'Succeeded');
    else this.#line.arrive(pipeline, next, run.execution);
  }

  #fail(pipeline: Pipeline, run: StageRun): void {
    run.status = 'Failed';
    publishStageEvent(this.#account, pipeline, run);
    const { onFailure } = run.stage.declaration;
    if (onFailure?.result === 'RETRY' && run.automaticRetries === 0) {
      const mode = onFailure.retryConfiguration?.retryMode ?? 'FAILED_ACTIONS';
      this.retry(pipeline, run, mode, 'AutomatedStageRetry');
      return;
    }
    this.#finish(pipeline, run.execution, 'Failed');
    this.#onStageFailed(pipeline, run);
    this.admit(pipeline, run.stage);
  }

  #leave(pipeline: Pipeline, run: StageRun, status: 'Stopped' | 'Cancelled' | 'Failed'): void {
    run.status = status;
    publishStageEvent(this.#account, pipeline, run);
    this.#finish(pipeline, run.execution, status);
    this.admit(pipeline, run.stage);
  }

  #finish(pipeline: Pipeline, execution: Execution, status: ExecutionStatus): void {
    execution.status = status;
    execution.lastUpdateTime = this.#account.clock.now();
    pipeline.active.delete(execution);
    publishPipelineEnd(this.#account, pipeline, execution);
  }
}
