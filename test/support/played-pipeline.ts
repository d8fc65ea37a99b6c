import type { ActionRun } from '../../lambda/decision/action-run.ts';
import type { Effect, Result } from '../../lambda/decision/effects.ts';
import type { Execution, ExecutionId } from '../../lambda/decision/execution.ts';
import type { ExecutionStatus } from '../../lambda/decision/facts.ts';
import type { Redeployment } from '../../lambda/decision/redeployment.ts';
import type { InboundTransition, ObservedStage } from '../../lambda/decision/stage.ts';
import { type EpochMillis, MINUTE, SECOND } from '../../lambda/decision/time.ts';
import {
  anAction,
  aVisit,
  delayed,
  entersAt,
  type PlannedAction,
  runsAt,
  statusOfVisit,
  type Visit,
} from './builders/action-runs.ts';
import { aRollbackTo } from './builders/executions.ts';
import { stageAt } from './builders/stage-facts.ts';

type Change = Exclude<Effect, { kind: 'tell' }>;

/** The execution that a redeployment starts. */
export const REDEPLOYED = '7edeb107-0000-4000-8000-000000000000';

/** The digits of the rollbacks that the controller makes. */
const ROLLBACKS = ['f', 'e', 'd', 'c'];

/** How a pipeline goes about it. */
export interface Ways {
  readonly laterStages: readonly string[];
  readonly rollbacksEnd: PlannedAction['status'];
  /** How the test ends that runs behind what a rollback deploys; there is none where absent. */
  readonly rollbacksTest?: PlannedAction['status'] | undefined;
  /** From then on, what started before is no target. */
  readonly editedAt: EpochMillis;
  readonly isQueued: boolean;
}

/** The pipeline of a played world: executions go through its stages at their times, a stage takes one at a time. */
export class PlayedPipeline {
  private coming: readonly Visit[];
  private entered: readonly Visit[] = [];
  private waiting: readonly Visit[] = [];
  private inbound: InboundTransition = { enabled: true };
  private readonly stopped = new Set<ExecutionId>();
  private readonly ways: Ways;
  private made = 0;

  constructor(visits: readonly Visit[], ways: Ways) {
    this.coming = visits.toSorted((one, other) => entersAt(one) - entersAt(other));
    this.ways = ways;
  }

  /** When something changes by itself. */
  times(): readonly EpochMillis[] {
    const planned = [...this.entered, ...this.coming].flatMap(({ actions }) => actions);
    const ends = [...this.entered, ...this.coming].flatMap(({ enters, conditions }) => [
      ...(enters === undefined ? [] : [enters]),
      ...(conditions === undefined ? [] : [conditions.end]),
    ]);
    return [...ends, ...planned.flatMap(({ begins, ends }) => (ends === undefined ? [begins] : [begins, ends]))];
  }

  /** Lets in whoever may enter; answers whether anything changed in the stages. */
  advance(now: EpochMillis): boolean {
    const before = runsAt(this.entered, now - 1);
    const arrived = this.coming.filter((visit) => entersAt(visit) <= now);
    this.coming = this.coming.filter((visit) => entersAt(visit) > now);
    for (const visit of arrived) {
      // A newer one takes the place of what waits before a stage.
      const others = this.ways.isQueued ? this.waiting : this.waiting.filter(({ stage }) => stage !== visit.stage);
      this.waiting = visit.execution.type === 'ROLLBACK' ? [...this.waiting, visit] : [...others, visit];
    }
    this.letIn(now);
    const statuses = (runs: readonly ActionRun[]) => runs.map(({ status }) => status).join();
    return statuses(before) !== statuses(runsAt(this.entered, now));
  }

  private letIn(now: EpochMillis): void {
    for (const visit of this.waiting) {
      const isClosed = visit.stage === 'Prod' && !this.inbound.enabled && visit.execution.type === 'STANDARD';
      if (isClosed || this.isBusy(visit.stage, now)) continue;
      this.waiting = this.waiting.filter((one) => one !== visit);
      this.entered = [...this.entered, delayed(visit, Math.max(0, now - entersAt(visit)))];
    }
  }

  private isBusy(stage: string, now: EpochMillis): boolean {
    return this.entered.some((visit) => visit.stage === stage && statusOfVisit(visit, now) === 'InProgress');
  }

  /** Somebody closes or opens the way in. */
  gate(enabled: boolean, now: EpochMillis): void {
    this.inbound = { enabled, lastChangedBy: 'alice' };
    this.letIn(now);
  }

  stageAt(now: EpochMillis): ObservedStage {
    const { entered, waiting, inbound } = this;
    const { laterStages } = this.ways;
    return stageAt({ entered, waiting, inbound, laterStages }, now);
  }

  runs(now: EpochMillis): readonly ActionRun[] {
    return runsAt(this.entered, now).toSorted((one, other) => other.beganAt - one.beganAt);
  }

  executions(now: EpochMillis): readonly Execution[] {
    const all = [...this.entered, ...this.waiting, ...this.coming].map(({ execution }) => execution);
    const known = [...new Map(all.map((execution) => [execution.id, execution])).values()];
    return newestFirst(known.filter(({ startedAt }) => startedAt <= now));
  }

  succeeded(now: EpochMillis): readonly Execution[] {
    const visits = this.entered.filter((visit) => visit.stage === 'Prod' && statusOfVisit(visit, now) === 'Succeeded');
    const executions = [...new Map(visits.map(({ execution }) => [execution.id, execution])).values()];
    const { editedAt } = this.ways;
    return newestFirst(executions.filter(({ startedAt }) => now < editedAt || startedAt >= editedAt));
  }

  statusOf(id: ExecutionId, now: EpochMillis): ExecutionStatus | undefined {
    const own = this.entered.filter(({ execution }) => execution.id === id);
    const last = own.at(-1);
    const status = last && statusOfVisit(last, now);
    if (this.stopped.has(id)) return status === 'InProgress' ? 'Stopping' : 'Stopped';
    if (status === 'Skipped') return 'Succeeded';
    if (status !== 'Succeeded') return status;
    const goesOn = [...this.waiting, ...this.coming].some(({ execution }) => execution.id === id);
    return goesOn ? 'InProgress' : 'Succeeded';
  }

  perform(effect: Change, now: EpochMillis): Result {
    switch (effect.kind) {
      case 'rollback':
        return { kind: 'rollback', target: effect.target, answer: this.rollBack(effect.target, now) };
      case 'redeploy':
        return { kind: 'redeploy', answer: this.start(effect.redeployment, now) };
      case 'stop':
        this.stop(effect.execution, now);
        return { kind: 'stop', execution: effect.execution, answer: { kind: 'done' } };
      case 'reject':
        this.change(effect.execution, (action) =>
          action.category === 'Approval' && action.begins <= now ? { ...action, ends: now, status: 'Failed' } : action,
        );
        return { kind: 'reject', execution: effect.execution, answer: { kind: 'done' } };
      case 'freeze':
        this.inbound = { enabled: false, disabledReason: effect.reason, lastChangedBy: 'the controller' };
        return { kind: 'freeze', reason: effect.reason, answer: { kind: 'done' } };
      case 'thaw':
        this.inbound = { enabled: true };
        this.letIn(now);
        return { kind: 'thaw', reason: effect.reason, answer: { kind: 'done' } };
    }
  }

  private rollBack(id: ExecutionId, now: EpochMillis) {
    const target = this.succeeded(now).find((execution) => execution.id === id);
    if (this.isBusy('Prod', now)) return { kind: 'unable' as const, error: 'the stage runs' };
    if (target === undefined) return { kind: 'target-refused' as const, error: 'it did not succeed here' };
    const rollback = aRollbackTo(target, ROLLBACKS[this.made] ?? '0', { startedAt: now });
    this.made += 1;
    const ends = now + MINUTE;
    const { rollbacksEnd, rollbacksTest } = this.ways;
    const test = anAction('Smoke', ends, ends + MINUTE, { category: 'Test', status: rollbacksTest ?? 'Succeeded' });
    const deploy = anAction('Deploy', now + SECOND, ends, { status: rollbacksEnd });
    this.entered = [...this.entered, aVisit(rollback, rollbacksTest === undefined ? [deploy] : [deploy, test])];
    return { kind: 'accepted' as const, executionId: rollback.id };
  }

  /** A new execution with these revisions comes to the stage two minutes later. */
  private start({ revisions }: Redeployment, now: EpochMillis) {
    const execution: Execution = {
      id: REDEPLOYED,
      startedAt: now,
      type: 'STANDARD',
      triggerType: 'StartPipelineExecution',
      revisions: revisions.map(({ action, value }) => ({ action, id: value })),
    };
    const begins = now + 2 * MINUTE;
    this.coming = [...this.coming, aVisit(execution, [anAction('Deploy', begins, begins + MINUTE)])];
    return { kind: 'accepted' as const, executionId: execution.id };
  }

  /** Stop and wait: what runs comes to its end, nothing else begins. */
  private stop(id: ExecutionId, now: EpochMillis): void {
    this.stopped.add(id);
    this.coming = this.coming.filter(({ execution }) => execution.id !== id);
    this.waiting = this.waiting.filter(({ execution }) => execution.id !== id);
    this.entered = this.entered.map((visit) =>
      visit.execution.id === id && statusOfVisit(visit, now) === 'InProgress'
        ? { ...visit, isStopped: true, actions: visit.actions.filter(({ begins }) => begins <= now) }
        : visit,
    );
  }

  /** Changes what an execution does from now on; behind a failure nothing runs. */
  private change(id: ExecutionId, how: (action: PlannedAction) => PlannedAction): void {
    this.entered = this.entered.map((visit) => {
      if (visit.execution.id !== id) return visit;
      const actions = visit.actions.map(how);
      const failed = actions.find(({ status }) => status === 'Failed');
      return {
        ...visit,
        actions: failed === undefined ? actions : actions.filter(({ begins }) => begins <= failed.begins),
      };
    });
  }
}

function newestFirst(executions: readonly Execution[]): readonly Execution[] {
  return executions.toSorted((one, other) => other.startedAt - one.startedAt);
}
