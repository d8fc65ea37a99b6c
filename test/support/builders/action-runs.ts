import type { ActionRun } from '../../../lambda/decision/action-run.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import type { EpochMillis } from '../../../lambda/decision/time.ts';
import { at } from './moments.ts';

/** An action of a stage, as it will run. One without an end runs on, or waits for somebody. */
export interface PlannedAction {
  readonly name: string;
  readonly category: string;
  readonly mode?: string;
  readonly begins: EpochMillis;
  readonly ends?: EpochMillis;
  readonly status: 'Succeeded' | 'Failed' | 'Abandoned';
}

/** An execution goes through a stage: from the begin of its first action there to the end of its last one. */
export interface Visit {
  readonly execution: Execution;
  readonly stage: string;
  readonly actions: readonly PlannedAction[];
  /** It is tried again by the stage's own rule. */
  readonly isRetriedByItself?: true;
  /** Somebody stops it behind these actions. */
  readonly isStopped?: true;
  /** When it enters: before its first action where absent. */
  readonly enters?: EpochMillis;
  /** The conditions of the stage, which keep it there, and what they make of it. */
  readonly conditions?: {
    readonly end: EpochMillis;
    readonly status: 'Succeeded' | 'Failed' | 'Skipped' | 'Cancelled';
  };
}

/** A moment: of the day of the stories, or any. */
export type Moment = string | EpochMillis;

export function moment(time: Moment): EpochMillis {
  return typeof time === 'string' ? at(time) : time;
}

export function anAction(
  name: string,
  begins: Moment,
  ends?: Moment,
  but: Partial<Pick<PlannedAction, 'category' | 'mode' | 'status'>> = {},
): PlannedAction {
  const end = ends === undefined ? {} : { ends: moment(ends) };
  return { name, category: 'Deploy', begins: moment(begins), status: 'Succeeded', ...end, ...but };
}

export function anApproval(begins: Moment, ends?: Moment, name = 'Approve'): PlannedAction {
  return anAction(name, begins, ends, { category: 'Approval' });
}

export function aVisit(execution: Execution, actions: readonly PlannedAction[], but: Partial<Visit> = {}): Visit {
  return { execution, stage: 'Prod', actions, ...but };
}

/** The execution deploys to Prod with one action. */
export function deploys(execution: Execution, begins: Moment, ends?: Moment, but: Partial<PlannedAction> = {}): Visit {
  return aVisit(execution, [anAction('Deploy', begins, ends, but)]);
}

export function entersAt({ actions, enters }: Visit): EpochMillis {
  if (enters !== undefined) return enters;
  return Math.min(...actions.map(({ begins }) => begins));
}

/** The visit, but later: it had to wait before the stage. */
export function delayed(visit: Visit, by: number): Visit {
  const actions = visit.actions.map(({ begins, ends, ...action }) => {
    return { ...action, begins: begins + by, ...(ends !== undefined && { ends: ends + by }) };
  });
  return { ...visit, actions };
}

/** Undefined for an action that has not begun. */
function statusOf({ begins, ends, status }: PlannedAction, now: EpochMillis): ActionRun['status'] | undefined {
  if (begins > now) return undefined;
  return ends === undefined || ends > now ? 'InProgress' : status;
}

export function statusOfVisit(
  visit: Visit,
  now: EpochMillis,
): 'InProgress' | 'Stopped' | 'Failed' | 'Succeeded' | 'Skipped' | 'Cancelled' {
  const seen = visit.actions.map((action) => statusOf(action, now));
  if (seen.includes('Failed')) return 'Failed';
  if (seen.includes('Abandoned')) return 'Stopped';
  if (seen.some((status) => status !== 'Succeeded')) return 'InProgress';
  if (visit.conditions !== undefined) return visit.conditions.end > now ? 'InProgress' : visit.conditions.status;
  return visit.isStopped ? 'Stopped' : 'Succeeded';
}

/** What ListActionExecutions tells at a time. */
export function runsAt(visits: readonly Visit[], now: EpochMillis): readonly ActionRun[] {
  return visits.flatMap(({ execution, stage, actions }) =>
    actions.flatMap((action): readonly ActionRun[] => {
      const status = statusOf(action, now);
      if (status === undefined) return [];
      const { name, category, mode, begins: beganAt, ends = now } = action;
      const endedAt = status === 'InProgress' ? beganAt : ends;
      const kind = { category, ...(mode !== undefined && { mode }) };
      return [{ executionId: execution.id, stage, action: name, ...kind, status, version: 7, beganAt, endedAt }];
    }),
  );
}
