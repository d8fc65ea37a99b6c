import type { Pipelines, StageName } from './aws/pipelines.ts';
import type { StageView } from './aws/stage-view.ts';
import { type Pace, until } from './pace.ts';

/** The longest that an execution of the sandbox may run. */
const RUN_SECONDS = 10 * 60;
const ACTIVE = ['InProgress', 'Stopping'];

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
      for (const stage of await this.#pipelines.stages(pipeline)) {
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
    return await this.succeeds(pipeline, await this.#pipelines.start(pipeline, variables));
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

  async #approveAll(name: StageName, stage: StageView): Promise<void> {
    for (const approval of stage.approvals) await this.#pipelines.answer(name, approval, 'Approved');
  }
}
