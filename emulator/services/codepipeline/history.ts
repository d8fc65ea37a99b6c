import type { EpochMillis } from '../../account/clock.ts';
import type { Account } from './account.ts';
import { storeArtifacts } from './artifacts.ts';
import type { ActionExecution, Execution, Trigger } from './execution.ts';
import type { Pipeline } from './pipeline.ts';
import { resolvedVariables } from './pipeline-variables.ts';
import { type Revision, sourceRevisionsOf } from './source-revisions.ts';
import { newRun, type Stage, type StageStatus } from './stage.ts';

/** An execution that has ended before the story begins. */
export interface PastExecution {
  readonly startTime: EpochMillis;
  /** Default: a new id. */
  readonly id?: string;
  /** What every source took, but those of `revisions`. */
  readonly revision?: Revision;
  /** What a source took, by source action. */
  readonly revisions?: { readonly [source: string]: Revision };
  /** Values of variables of the pipeline; the others have their defaults. */
  readonly variables?: { readonly [name: string]: string };
  /** Stages (`STAGE`) and actions (`STAGE/ACTION`) that did not succeed; after a failed one nothing ran. */
  readonly results?: { readonly [what: string]: 'Failed' | 'Skipped' };
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
  for (const [stage, visit] of visits) showVisit(pipeline, stage, visit);
  return ids;
}

interface Visit {
  readonly execution: Execution;
  readonly status: StageStatus;
  readonly enteredAt: EpochMillis;
  readonly actions: readonly ActionExecution[];
}

function pastExecution(account: Account, pipeline: Pipeline, past: PastExecution, trigger: Trigger): Execution {
  const variables = resolvedVariables(pipeline.declaration, past.variables ?? {});
  if (variables === undefined) throw new Error(`history of ${pipeline.name}: a variable has neither value nor default`);
  return {
    id: past.id ?? account.newId(),
    type: 'STANDARD',
    pipelineVersion: pipeline.version,
    mode: pipeline.declaration.executionMode,
    trigger,
    sourceRevisions: sourceRevisionsOf(account, pipeline, (source) => past.revisions?.[source] ?? past.revision),
    variables,
    results: {},
    entries: {},
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
    const actions = results[stage.name] === 'Skipped' ? [] : pastActions(account, pipeline, stage, enteredAt, results);
    const failed = actions.some((action) => action.status === 'Failed');
    const status = failed ? 'Failed' : (results[stage.name] ?? 'Succeeded');
    for (const action of actions) {
      execution.actions.push(action);
      if (action.status === 'Succeeded') storeArtifacts(account, pipeline, execution, action.declaration);
    }
    execution.lastUpdateTime = Math.max(enteredAt, ...actions.map(({ lastUpdateTime }) => lastUpdateTime));
    visits.set(stage, { execution, status, enteredAt, actions });
    if (status === 'Succeeded') succeeded.add(stage.name);
    if (status === 'Failed') {
      execution.status = 'Failed';
      break;
    }
  }
  execution.succeededStages = succeeded;
}

/** The actions of a stage in run order, up to the first run order in which one failed. */
function pastActions(
  account: Account,
  pipeline: Pipeline,
  stage: Stage,
  enteredAt: EpochMillis,
  results: NonNullable<PastExecution['results']>,
): readonly ActionExecution[] {
  const actions: ActionExecution[] = [];
  let startTime = enteredAt;
  for (const [order, batch] of stage.runOrders.entries()) {
    const last = order === stage.runOrders.length - 1;
    const run = batch.map((declaration): ActionExecution => {
      const failed =
        results[`${stage.name}/${declaration.name}`] === 'Failed' || (last && results[stage.name] === 'Failed');
      return {
        id: account.newId(),
        stageName: stage.name,
        declaration,
        startTime,
        lastUpdateTime: startTime + pipeline.actionDuration(stage.name, declaration.name),
        status: failed ? 'Failed' : 'Succeeded',
        ...(failed ? { errorDetails: { code: 'JobFailed', message: `${declaration.name} failed` } } : {}),
      };
    });
    actions.push(...run);
    if (run.some(({ status }) => status === 'Failed')) break;
    startTime = Math.max(...run.map(({ lastUpdateTime }) => lastUpdateTime));
  }
  return actions;
}

/** Leaves the stage as its last visitor left it. */
function showVisit(pipeline: Pipeline, stage: Stage, { execution, status, enteredAt, actions }: Visit): void {
  const order = stage.runOrders.findIndex((batch) =>
    batch.some((declaration) => declaration === actions.at(-1)?.declaration),
  );
  const batch = actions.filter(({ declaration }) => stage.runOrders[order]?.includes(declaration));
  const run = { ...newRun(stage, execution, enteredAt), status, batch, order: Math.max(order, 0) };
  pipeline.runs.set(execution, run);
  stage.enter(run);
  for (const action of actions) stage.latestActions.set(action.declaration.name, action);
}

function iso(time: EpochMillis): string {
  return new Date(time).toISOString();
}
