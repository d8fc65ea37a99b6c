import type { Cancel, EpochMillis } from '../../account/clock.ts';
import type { ActionDeclaration, StageDeclaration } from './declaration.ts';
import type { EntryEvaluation } from './entry-evaluation.ts';
import type { ActionExecution, Execution } from './execution.ts';

export type StageStatus = 'Cancelled' | 'InProgress' | 'Failed' | 'Stopped' | 'Stopping' | 'Succeeded' | 'Skipped';
export type RetryTrigger = 'AutomatedStageRetry' | 'ManualStageRetry';

/** One execution in one stage, over all its retries. */
export interface StageRun {
  readonly execution: Execution;
  readonly stage: Stage;
  readonly enteredAt: EpochMillis;
  status: StageStatus;
  /** 1, plus one for each retry of this stage. */
  attempt: number;
  automaticRetries: number;
  manualRetries: number;
  latestRetryTrigger?: RetryTrigger;
  lastRetryTime?: EpochMillis;
  /** The latest evaluation of the stage's entry condition. */
  entry?: EntryEvaluation;
  /** Position in {@link Stage.runOrders}. */
  order: number;
  /** The actions started together for that position. */
  batch: readonly ActionExecution[];
  /** Those of the batch still in progress, with what ends them. */
  readonly inProgress: Map<ActionExecution, Cancel>;
  /** The pipeline was edited: ends when the actions in progress have ended. */
  cancelling: boolean;
}

/** The gate before (inbound) or after (outbound) a stage. */
export interface Transition {
  readonly enabled: boolean;
  readonly lastChangedBy?: string;
  readonly lastChangedAt?: EpochMillis;
  readonly disabledReason?: string;
}

/** A stage of the current structure, with what is in it and before it. */
export class Stage {
  readonly name: string;
  declaration: StageDeclaration;
  inbound: Transition = { enabled: true };
  outbound: Transition = { enabled: true };
  /** Inbound executions, first come first. */
  waiting: Execution[] = [];
  /** The latest run of each action. */
  readonly latestActions = new Map<string, ActionExecution>();
  #latest: StageRun | undefined;
  #before: StageRun | undefined;
  #runOrders: readonly (readonly ActionDeclaration[])[] | undefined;

  constructor(declaration: StageDeclaration) {
    this.name = declaration.name;
    this.declaration = declaration;
  }

  redeclare(declaration: StageDeclaration): void {
    this.declaration = declaration;
    this.#runOrders = undefined;
  }

  /** What is in the stage, or was last. */
  get latest(): StageRun | undefined {
    return this.#latest;
  }

  /** What GetPipelineState shows at `now` when it is `delayMillis` late. */
  shownAt(now: EpochMillis, delayMillis: number): StageRun | undefined {
    return this.#latest !== undefined && now < this.#latest.enteredAt + delayMillis ? this.#before : this.#latest;
  }

  enter(run: StageRun): void {
    this.#before = this.#latest;
    this.#latest = run;
  }

  get isRunning(): boolean {
    return this.#latest?.status === 'InProgress' || this.#latest?.status === 'Stopping';
  }

  get isSource(): boolean {
    return this.declaration.actions.some(({ actionTypeId }) => actionTypeId.category === 'Source');
  }

  /** The actions in batches of equal run order. */
  get runOrders(): readonly (readonly ActionDeclaration[])[] {
    if (this.#runOrders === undefined) {
      const orders = new Map<number, ActionDeclaration[]>();
      for (const action of this.declaration.actions) {
        const batch = orders.get(action.runOrder);
        if (batch === undefined) orders.set(action.runOrder, [action]);
        else batch.push(action);
      }
      this.#runOrders = [...orders].sort(([one], [other]) => one - other).map(([, batch]) => batch);
    }
    return this.#runOrders;
  }
}

/** A run that has just entered its stage. */
export function newRun(stage: Stage, execution: Execution, enteredAt: EpochMillis): StageRun {
  return {
    execution,
    stage,
    enteredAt,
    status: 'InProgress',
    attempt: 1,
    automaticRetries: 0,
    manualRetries: 0,
    order: 0,
    batch: [],
    inProgress: new Map(),
    cancelling: false,
  };
}
