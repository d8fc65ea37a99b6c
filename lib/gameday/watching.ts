import type { Pipelines, StageName } from './aws/pipelines.ts';
import { type Outcome, outcomeOf } from './aws/refusal.ts';
import type { StageView } from './aws/stage-view.ts';
import { type Pace, until } from './pace.ts';

/** The longest that an execution of the sandbox may run. */
const RUN_SECONDS = 10 * 60;
const ACTIVE = ['InProgress', 'Stopping'];
/** Errors that say "not now" (API:ConflictException), and how often and long they are waited for. */
const BUSY = ['ConflictException', 'ThrottlingException'];
const TRIES = 4;
const BETWEEN_TRIES_MILLIS = 5_000;

/** Waits for executions of the sandbox's pipelines. */
export class Watching {
  readonly #pipelines: Pipelines;
  readonly #pace: Pace;

  constructor(pipelines: Pipelines, pace: Pace) {
    this.#pipelines = pipelines;
    this.#pace = pace;
  }

  /** Lets the execution run to its end, approving what waits for approval on the way; answers its status. */
  async runThrough(pipeline: string, executionId: string): Promise<string> {
    return await until(this.#pace, { what: `execution ${executionId}`, withinSeconds: RUN_SECONDS }, async () => {
      const status = await this.#pipelines.executionStatus(pipeline, executionId);
      if (status !== undefined && !ACTIVE.includes(status)) return status;
      // A pipeline in PARALLEL mode has no state, and nothing that waits for approval.
      const stages = await outcomeOf(this.#pipelines.stages(pipeline));
      for (const stage of stages.ok ? stages.value : []) {
        if (stage.occupant?.id === executionId) await this.#approveAll({ pipeline, stage: stage.name }, stage);
      }
      return undefined;
    });
  }

  /** The same, for one that has to succeed. */
  async succeeds(pipeline: string, executionId: string): Promise<string> {
    const status = await this.runThrough(pipeline, executionId);
    if (status !== 'Succeeded') throw new Error(`execution ${executionId} of ${pipeline} ended ${status}`);
    return executionId;
  }

  /** Starts an execution and lets it run to its success. */
  async release(pipeline: string, variables: { readonly [name: string]: string } = {}): Promise<string> {
    return await this.succeeds(pipeline, await this.start(pipeline, variables));
  }

  /** Starts an execution and answers its id. */
  async start(pipeline: string, variables: { readonly [name: string]: string } = {}): Promise<string> {
    return this.#must(
      `${pipeline} could not be started`,
      await this.#unlessBusy(() => this.#pipelines.start(pipeline, variables)),
    );
  }

  /** Rolls back; `Conflict` only if that is the answer every time. */
  async rollBack(stage: StageName, target: string): Promise<Outcome<string>> {
    return await this.#unlessBusy(() => this.#pipelines.rollBack(stage, target));
  }

  /** The same, where nothing is in the way; answers the id of the rollback. */
  async rollsBack(stage: StageName, target: string): Promise<string> {
    return this.#must(`a rollback of ${stage.stage} was refused`, await this.rollBack(stage, target));
  }

  /** Has the failed actions of the stage run again. */
  async retries(stage: StageName, executionId: string): Promise<void> {
    const answer = await this.#unlessBusy(() => this.#pipelines.retryFailedActions(stage, executionId));
    this.#must(`${stage.stage} could not be retried`, answer);
  }

  /** The stage once the execution in it waits for `count` answers. */
  async approvals(stage: StageName, executionId: string, count = 1): Promise<StageView> {
    const what = `an approval of ${executionId} in ${stage.stage}`;
    return await until(this.#pace, { what, withinSeconds: RUN_SECONDS }, async () => {
      const seen = await this.#pipelines.stage(stage);
      return seen?.occupant?.id === executionId && seen.approvals.length >= count ? seen : undefined;
    });
  }

  /** The stage once it looks so. */
  async stage(name: StageName, what: string, looksSo: (stage: StageView) => boolean): Promise<StageView> {
    return await until(this.#pace, { what, withinSeconds: RUN_SECONDS }, async () => {
      const seen = await this.#pipelines.stage(name);
      return seen !== undefined && looksSo(seen) ? seen : undefined;
    });
  }

  /** Stops whatever runs in the pipeline: AWS starts a new pipeline by itself. */
  async quieten(pipeline: string): Promise<void> {
    const active = (await this.#pipelines.executions(pipeline)).filter(({ status }) => ACTIVE.includes(status));
    for (const { id } of active) await this.#pipelines.stop(pipeline, id, { abandon: true });
    for (const { id } of active) await this.runThrough(pipeline, id);
  }

  async #unlessBusy<Value>(call: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    for (let tries = 1; ; tries++) {
      const answer = await call();
      if (answer.ok || !BUSY.includes(answer.error) || tries === TRIES) return answer;
      await this.#pace.sleep(BETWEEN_TRIES_MILLIS);
    }
  }

  #must<Value>(otherwise: string, answer: Outcome<Value>): Value {
    if (answer.ok) return answer.value;
    throw new Error(`${otherwise}: ${answer.error}`);
  }

  /** What has ended since it was seen to wait needs no answer. */
  async #approveAll(name: StageName, stage: StageView): Promise<void> {
    for (const approval of stage.approvals) await this.#pipelines.answer(name, approval, 'Approved');
  }
}
