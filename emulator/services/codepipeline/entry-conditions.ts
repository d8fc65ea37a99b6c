import type { Account } from './account.ts';
import type { EntryEvaluation } from './entry-evaluation.ts';
import { rulesHold } from './entry-rules.ts';
import type { Pipeline } from './pipeline.ts';
import type { StageRun } from './stage.ts';

export type EntryOutcome = 'enters' | 'fails' | 'skips';

/** Evaluates the entry conditions of stages: each takes its scripted time and ends as it is scripted, or as its rules say (UG:stage-conditions). */
export class EntryConditions {
  readonly #account: Account;
  readonly #onEnd: (pipeline: Pipeline, run: StageRun, outcome: EntryOutcome) => void;

  constructor(account: Account, onEnd: (pipeline: Pipeline, run: StageRun, outcome: EntryOutcome) => void) {
    this.#account = account;
    this.#onEnd = onEnd;
  }

  /** Begins to evaluate; `onEnd` is called within this call where it takes no time, or there is no condition. */
  evaluate(pipeline: Pipeline, run: StageRun): void {
    const { clock, newId, switches } = this.#account;
    const { execution, stage } = run;
    const evaluated = execution.type === 'STANDARD' || switches.rollbackEvaluatesEntryConditions;
    if (stage.declaration.beforeEntry === undefined || !evaluated) {
      this.#onEnd(pipeline, run, 'enters');
      return;
    }
    const { minutes = 0, passes } = pipeline.scriptedEntry(execution, stage.name) ?? {
      passes: rulesHold(stage.declaration, execution),
    };
    const now = clock.now();
    const end = () => this.#end(pipeline, run, passes);
    const cancel = minutes > 0 ? clock.at(now + minutes * 60_000, end) : () => undefined;
    run.entry = { id: newId(), status: 'InProgress', lastStatusChange: now, cancel };
    if (minutes === 0) end();
  }

  /** Ends an evaluation in progress without a result. */
  interrupt(pipeline: Pipeline, run: StageRun, status: 'Abandoned' | 'Cancelled'): void {
    run.entry?.cancel();
    this.#settle(run.entry, status);
    this.#onEnd(pipeline, run, 'fails');
  }

  #end(pipeline: Pipeline, run: StageRun, passes: boolean): void {
    this.#settle(run.entry, passes ? 'Succeeded' : 'Failed');
    this.#onEnd(pipeline, run, passes ? 'enters' : failedOutcome(run));
  }

  #settle(entry: EntryEvaluation | undefined, status: EntryEvaluation['status']): void {
    if (entry === undefined) return;
    entry.status = status;
    entry.lastStatusChange = this.#account.clock.now();
  }
}

export function isEntering({ entry }: StageRun): boolean {
  return entry?.status === 'InProgress';
}

function failedOutcome({ stage }: StageRun): EntryOutcome {
  return stage.declaration.beforeEntry?.conditions[0]?.result === 'SKIP' ? 'skips' : 'fails';
}
