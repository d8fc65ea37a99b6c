import type { Execution, ExecutionStatus } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import type { Stage } from './stage.ts';

interface Surroundings {
  readonly enter: (pipeline: Pipeline, stage: Stage, execution: Execution) => void;
  readonly finish: (pipeline: Pipeline, execution: Execution, status: ExecutionStatus) => void;
}

/** The executions that wait before the stages: they arrive, and enter as far as the gate, and who is in the stage, allow. */
export class WaitingLine {
  readonly #enter: Surroundings['enter'];
  readonly #finish: Surroundings['finish'];

  constructor({ enter, finish }: Surroundings) {
    this.#enter = enter;
    this.#finish = finish;
  }

  /** In SUPERSEDED mode, who arrives supersedes the STANDARD execution already waiting (UG:concepts-how-it-works). */
  arrive(pipeline: Pipeline, stage: Stage, execution: Execution): void {
    const overtaken =
      pipeline.declaration.executionMode === 'SUPERSEDED'
        ? stage.waiting.filter(({ type }) => type === 'STANDARD')
        : [];
    stage.waiting.push(execution);
    execution.waitingFor = stage.name;
    for (const older of overtaken) this.leave(pipeline, older, 'Superseded');
    this.admit(pipeline, stage);
  }

  /** Puts an execution before all others. */
  goFirst(stage: Stage, execution: Execution): void {
    execution.waitingFor = stage.name;
    stage.waiting.unshift(execution);
  }

  admit(pipeline: Pipeline, stage: Stage): void {
    const parallel = pipeline.declaration.executionMode === 'PARALLEL';
    while (pipeline.gateIsOpen(stage) && (parallel || !stage.isRunning)) {
      const next = stage.waiting.shift();
      if (next === undefined) return;
      next.waitingFor = undefined;
      this.#enter(pipeline, stage, next);
    }
  }

  /** Ends an execution that waits; `removed` are stages that an edit has taken away. */
  leave(pipeline: Pipeline, execution: Execution, status: ExecutionStatus, removed: readonly Stage[] = []): void {
    for (const stage of [...pipeline.stages, ...removed]) {
      if (stage.name === execution.waitingFor) stage.waiting = stage.waiting.filter((other) => other !== execution);
    }
    execution.waitingFor = undefined;
    this.#finish(pipeline, execution, status);
  }
}
