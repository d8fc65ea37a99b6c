import type { EpochMillis } from '../clock.ts';
import type { Account } from './account.ts';
import type { ActionExecution, Execution, Trigger } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import { type Revision, sourceRevisionsOf } from './source-revisions.ts';
import { newRun, type Stage, type StageStatus } from './stage.ts';

/** An execution that has ended before the story begins. */
export interface PastExecution {
  readonly startTime: EpochMillis;
  /** Default: a new id. */
  readonly id?: string;
  readonly revision?: Revision;
  /** Stages that did not succeed; after a failed one nothing ran. */
  readonly results?: { readonly [stage: string]: 'Failed' | 'Skipped' };
}

/**
 * Gives a pipeline executions of its current version that are over, without running them and without events.
 * In order of their start, and before anything ran. Each takes as long as it would have taken.
 */
export function addHistory(
  account: Account,
  pipeline: Pipeline,
  past: Iterable<PastExecution>,
  trigger: Trigger,
): readonly string[] {
  const ids: string[] = [];
  const visits = new Map<Stage, Visit>();
  let earliest = pipeline.executions.at(-1)?.startTime ?? 0;
  for (const one of past) {
    if (one.startTime < earliest) {
      throw new Error(
        `history of ${pipeline.name}: ${iso(one.startTime)} comes after ${iso(earliest)}; sort it by start`,
      );
    }
    earliest = one.startTime;
    const execution = pastExecution(account, pipeline, one, trigger);
    runThrough(account, pipeline, execution, one, visits);
    if (execution.lastUpdateTime > account.clock.now()) {
      throw new Error(
        `history of ${pipeline.name}: the execution of ${iso(one.startTime)} ends at ${iso(execution.lastUpdateTime)}, ` +
          `later than now (${iso(account.clock.now())}); start it earlier`,
      );
    }
    pipeline.add(execution);
    ids.push(execution.id);
  }
  for (const [stage, visit] of visits) showVisit(stage, visit);
  return ids;
}

interface Visit {
  readonly execution: Execution;
  readonly status: StageStatus;
  readonly enteredAt: EpochMillis;
  readonly actions: readonly ActionExecution[];
}

function pastExecution(account: Account, pipeline: Pipeline, past: PastExecution, trigger: Trigger): Execution {
  return {
    id: past.id ?? account.newId(),
    type: 'STANDARD',
    pipelineVersion: pipeline.version,
    mode: pipeline.declaration.executionMode,
    trigger,
    sourceRevisions: sourceRevisionsOf(account, pipeline, () => past.revision),
    variables: [],
    results: {},
    startTime: past.startTime,
    lastUpdateTime: past.startTime,
    status: 'Succeeded',
    attempt: 1,
    succeededStages: new Set(),
    actions: [],
  };
}

/** Fills in what the execution did. */
function runThrough(
  account: Account,
  pipeline: Pipeline,
  execution: Execution,
  { results = {} }: PastExecution,
  visits: Map<Stage, Visit>,
): void {
  const succeeded = new Set<string>();
  for (const stage of pipeline.stages) {
    const enteredAt = execution.lastUpdateTime;
    const status = results[stage.name] ?? 'Succeeded';
    const actions = status === 'Skipped' ? [] : pastActions(account, pipeline, stage, enteredAt, status);
    for (const action of actions) execution.actions.push(action);
    execution.lastUpdateTime = actions.at(-1)?.lastUpdateTime ?? enteredAt;
    visits.set(stage, { execution, status, enteredAt, actions });
    if (status === 'Succeeded') succeeded.add(stage.name);
    if (status === 'Failed') {
      execution.status = 'Failed';
      break;
    }
  }
  execution.succeededStages = succeeded;
}

function pastActions(
  account: Account,
  pipeline: Pipeline,
  stage: Stage,
  enteredAt: EpochMillis,
  status: 'Succeeded' | 'Failed',
): readonly ActionExecution[] {
  const duration = pipeline.actionDuration(stage.name);
  const last = stage.runOrders.length - 1;
  return stage.runOrders.flatMap((batch, order) =>
    batch.map((declaration): ActionExecution => {
      const failed = status === 'Failed' && order === last;
      return {
        id: account.newId(),
        stageName: stage.name,
        declaration,
        startTime: enteredAt + order * duration,
        lastUpdateTime: enteredAt + (order + 1) * duration,
        status: failed ? 'Failed' : 'Succeeded',
        ...(failed ? { errorDetails: { code: 'JobFailed', message: `${declaration.name} failed` } } : {}),
      };
    }),
  );
}

/** Leaves the stage as its last visitor left it. */
function showVisit(stage: Stage, { execution, status, enteredAt, actions }: Visit): void {
  const run = { ...newRun(stage, execution, enteredAt), status, batch: actions, order: stage.runOrders.length - 1 };
  execution.run = run;
  stage.enter(run);
  for (const action of actions) stage.latestActions.set(action.declaration.name, action);
}

function iso(time: EpochMillis): string {
  return new Date(time).toISOString();
}
