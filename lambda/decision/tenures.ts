import { FactUnclear, FactWanted, known, readAll, readOn } from './asking.ts';
import { type Deployment, deploymentsOf } from './deployments.ts';
import { describeExecution, type Execution, type ExecutionId } from './execution.ts';
import type { Facts } from './facts.ts';
import { hold } from './hold.ts';
import type { Hold } from './reason.ts';
import type { ObservedStage } from './stage.ts';
import type { StageKey } from './stage-key.ts';
import type { StageState } from './state.ts';
import { SKEW } from './times.ts';

/** A deployment to the stage, and the release that it brought there. */
export interface Tenure extends Deployment {
  /** The execution whose release it carries: its own, or that of the target of a ROLLBACK. */
  readonly release: Execution;
  readonly isRollback: boolean;
}

/** What is in a stage, and what was. */
export interface Situation {
  readonly stage: ObservedStage;
  /** In the order of their begins; the last may be running. */
  readonly tenures: readonly Tenure[];
}

/** What {@link situationOf} needs; what succeeded only where an attempt ended half-way. */
export const DEPLOYED = [{ fact: 'stage' }, { fact: 'recent' }, { fact: 'actions' }] as const;

/** What a decision about a stage needs. */
export const SITUATION = [...DEPLOYED, { fact: 'succeeded' }] as const;

export interface GuardedStage extends StageKey {
  readonly deployActions?: readonly string[] | undefined;
}

/** The execution that is in the stage, or was last. */
export function occupantOf({ stage }: Situation): ExecutionId {
  return stage.occupant?.executionId ?? '';
}

/** What is deployed in the stage by what its actions did, not by who is in it. */
export function situationOf(guarded: GuardedStage, state: StageState, facts: Facts): Situation | Hold {
  readAll(facts, DEPLOYED);
  const stage = known(facts, 'stage');
  if (stage === 'not-found') {
    const problem = 'renamed, removed, or the pipeline is PARALLEL';
    return hold.stageNotFound({ pipeline: guarded.pipeline, stage: guarded.stage, problem });
  }
  const { occupant } = stage;
  if (occupant === undefined) return neverIn(guarded, facts);
  if (occupant.status === 'Skipped') return hold.stageSkipped({ execution: occupant.executionId });
  // What it did here is listed no sooner than the execution itself.
  if (executionOf(occupant.executionId, state, facts) === undefined) return notListed(occupant.executionId, facts);
  const isRemembered = state.deployments.some(({ by }) => by === occupant.executionId);
  if (!isRemembered) refuseUnlisted(guarded.stage, occupant.executionId, stage, facts);
  const listed = deploymentsOf({
    stageName: guarded.stage,
    stage,
    actions: known(facts, 'actions').items,
    hasSucceeded: (execution) => known(facts, 'succeeded').items.some(({ id }) => id === execution),
    deployActions: guarded.deployActions,
  });
  const begin = listed[0]?.beganAt ?? Number.POSITIVE_INFINITY;
  const remembered = state.deployments.filter(
    ({ beganAt, by }) => beganAt < begin && !listed.some((one) => one.by === by),
  );
  const deployments = [...remembered, ...listed];
  // Actions of other stages may fill page after page: a long pipeline, or one that seldom comes as far as this stage.
  if (deployments.length < 2) readOn(facts, 'actions');
  const tenures = deployments.flatMap((deployment, index) => {
    const execution = executionOf(deployment.by, state, facts);
    const isLast = index === deployments.length - 1;
    if (execution === undefined) return isLast ? notListed(deployment.by, facts) : [];
    const isRollback = execution.type === 'ROLLBACK';
    const release = isRollback ? targetOf(execution, state, facts) : execution;
    if (release === undefined) return isLast ? notListed(execution.rollbackTarget ?? execution.id, facts) : [];
    return [{ ...deployment, release, isRollback }];
  });
  return { stage, tenures };
}

/**
 * The lists are read at once, and each may be behind the other: where an action of the stage has ended later than every listed one of it, what is in
 * the stage has done something that is not listed yet.
 */
function refuseUnlisted(name: string, occupant: ExecutionId, { actions: now }: ObservedStage, facts: Facts): void {
  const runs = known(facts, 'actions').items.filter(({ stage }) => stage === name);
  if (runs.some(({ executionId }) => executionId === occupant)) return;
  const last = Math.max(...runs.map(({ endedAt }) => endedAt));
  if (!now.some(({ status, changedAt = 0 }) => status !== 'InProgress' && changedAt > last + SKEW)) return;
  readOn(facts, 'actions');
  const problem = 'its actions are not in the history of the pipeline';
  throw new FactUnclear({ what: `execution ${occupant}`, problem, transient: true });
}

/** Nothing is in the stage; in PARALLEL mode none ever is (UG:execution-modes), whatever runs there. */
function neverIn(guarded: GuardedStage, facts: Facts): Hold {
  const hasRun = known(facts, 'actions').items.some(({ stage }) => stage === guarded.stage);
  const problem =
    'it shows no execution, though actions of it have run; so it is where the pipeline is in PARALLEL mode';
  return hasRun ? hold.stageNotFound({ ...guarded, problem }) : hold.nothingDeployed(guarded);
}

/** An execution among everything that was listed or is remembered. */
export function executionOf(id: ExecutionId, state: StageState, facts: Facts): Execution | undefined {
  const among = (list: Facts['recent']) =>
    list?.ok ? list.value.items.find((execution) => execution.id === id) : undefined;
  return (
    among(facts.recent) ??
    among(facts.succeeded) ??
    state.releases.find(({ execution }) => execution.id === id)?.execution
  );
}

function targetOf({ rollbackTarget }: Execution, state: StageState, facts: Facts): Execution | undefined {
  return rollbackTarget === undefined ? undefined : executionOf(rollbackTarget, state, facts);
}

/** What is in the stage must be known; a new execution may be listed late. */
function notListed(id: ExecutionId, facts: Facts): never {
  if (!known(facts, 'recent').complete) throw new FactWanted([{ fact: 'more', of: 'recent' }]);
  const problem = 'it is not in the history of the pipeline';
  throw new FactUnclear({ what: `execution ${id}`, problem, transient: true });
}

/** What is live in a stage: the release whose deploying began last, followed through a ROLLBACK only if that succeeded. */
export type Live =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'live'; readonly tenure: Tenure }
  /** Half of `broken`, which failed or was stopped. A ROLLBACK that failed leaves the release that it was to replace: that is `tenure`. */
  | { readonly kind: 'mixed'; readonly tenure: Tenure; readonly broken: Tenure }
  | { readonly kind: 'deploying'; readonly tenure: Tenure };

export function liveIn(tenures: readonly Tenure[]): Live {
  const last = tenures.at(-1);
  if (last === undefined) return { kind: 'nothing' };
  if (last.outcome === 'running') return { kind: 'deploying', tenure: last };
  if (last.outcome === 'whole') return { kind: 'live', tenure: last };
  const under = bringsBack(last, tenures) ? replacedBy(last, tenures) : undefined;
  return { kind: 'mixed', tenure: under ?? last, broken: last };
}

/** A ROLLBACK to what is older than what it replaces. One to what is newer, which takes a rollback back, brings that like a deployment. */
export function bringsBack(tenure: Tenure, tenures: readonly Tenure[]): boolean {
  if (!tenure.isRollback) return false;
  const replaced = replacedBy(tenure, tenures);
  return replaced === undefined || replaced.release.startedAt >= tenure.release.startedAt;
}

/** The deployment that what is live goes back to. */
export function liveTenure(live: Live): Tenure | undefined {
  return live.kind === 'nothing' ? undefined : live.tenure;
}

/** What was live when a deployment began: what a ROLLBACK went away from. */
export function replacedBy(tenure: Tenure, tenures: readonly Tenure[]): Tenure | undefined {
  return tenures
    .slice(0, tenures.indexOf(tenure))
    .findLast(({ isRollback, outcome }) => !isRollback || outcome === 'whole');
}

/** A retry goes on with what the attempt before it began: what was live until that began is live under both. */
export function firstAttempt(tenure: Tenure, tenures: readonly Tenure[]): Tenure {
  const before = replacedBy(tenure, tenures);
  return before?.by === tenure.by ? firstAttempt(before, tenures) : tenure;
}

/** `6f0c9f0e (3f2a91c "Add basket")`, with the rollback that brought it back where there was one. */
export function describeTenure({ release, by, isRollback }: Tenure): string {
  const what = describeExecution(release);
  return isRollback ? `${what}, brought back by rollback ${by.slice(0, 8)}` : what;
}

/** For people: what is live. */
export function describeLive(live: Live): string {
  switch (live.kind) {
    case 'nothing':
      return 'nothing that is known of';
    case 'live':
      return describeTenure(live.tenure);
    case 'deploying':
      return `${describeTenure(live.tenure)}, being deployed`;
    case 'mixed':
      return live.broken === live.tenure
        ? `mixed: the deployment of ${describeTenure(live.tenure)} ended half-way`
        : `mixed: ${live.tenure.outcome === 'half' ? 'half of ' : ''}${describeTenure(live.tenure)}, or half of ${describeExecution(live.broken.release)}, the rollback to which failed`;
  }
}
