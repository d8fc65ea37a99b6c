import { readValue } from './asking.ts';
import type { Execution, ExecutionId } from './execution.ts';
import { type Facts, foundIn, type Want } from './facts.ts';
import type { Trouble } from './quiet.ts';
import { likeness, type Release, type Variable } from './release.ts';
import type { ReleaseMemory, StageState } from './state.ts';
import { replacedBy, type Tenure } from './tenures.ts';
import { clock, DAY, type EpochMillis, span } from './time.ts';
import { EVALUATION_DELAY, PROOF_SLACK } from './times.ts';

/** What is known of the releases of a stage: which are proven, which are known bad. */
export interface Reputation {
  readonly state: StageState;
  readonly facts: Facts;
  readonly tenures: readonly Tenure[];
  /** How long a release has to be live with no alarm until it counts as proven, in milliseconds. */
  readonly proofTime: number;
  /** Alarms that were on meanwhile, as far as their histories were read. */
  readonly troubles?: readonly Trouble[];
}

export function memoryOf({ releases }: StageState, id: ExecutionId): ReleaseMemory | undefined {
  return releases.find(({ execution }) => execution.id === id);
}

/**
 * How long quiet proves a release: until an alarm that looks back for `window` would have told of it, and longer than the suspect was
 * live until it showed its trouble (`age`), since the same defect takes as long in another.
 */
export function proofTimeOf(window: number, age: number): number {
  return window + Math.max(PROOF_SLACK, age + EVALUATION_DELAY);
}

/**
 * How long a release was live before `before` without trouble: all its times of being live count. Time before it was blamed does not,
 * unless a person has forgiven it.
 */
export function provenFor(
  release: Execution,
  { state, tenures, facts, troubles }: Reputation,
  before: EpochMillis,
): number {
  const memory = memoryOf(state, release.id);
  if (memory?.forgivenAt !== undefined) return Number.POSITIVE_INFINITY;
  const from = Math.max(memory?.blamedAt ?? 0, memory?.badSince ?? 0);
  const own = tenures.filter((tenure) => tenure.release.id === release.id);
  if (own.length === 0) return from > 0 ? 0 : assumedTime(release, facts, before);
  return timeLive(own, tenures, from, before, troubles);
}

function timeLive(
  own: readonly Tenure[],
  tenures: readonly Tenure[],
  from: EpochMillis,
  before: EpochMillis,
  troubles: readonly Trouble[] = [],
): number {
  const whole = own.filter(({ outcome }) => outcome === 'whole');
  return whole.reduce((total, tenure) => {
    const next = tenures[tenures.indexOf(tenure) + 1]?.beganAt ?? before;
    const ends = troubles.filter((trouble) => trouble.tenure === tenure).map(({ until }) => until);
    const begin = Math.max(tenure.endedAt ?? before, from, ...ends);
    return total + Math.max(0, Math.min(next, before) - begin);
  }, 0);
}

/** How long a release had been live at a time, all its times together; what came before `from` is left out. */
export function ageAt({ id }: Execution, tenures: readonly Tenure[], time: EpochMillis, from: EpochMillis = 0): number {
  const own = tenures.filter((tenure) => tenure.release.id === id);
  return timeLive(own, tenures, from, time);
}

/** The same for one that a rollback brought back, whose own deployment may not be listed any more. */
export function liveInAll(release: Execution, { tenures, facts }: Reputation, time: EpochMillis): number {
  const own = tenures.filter((tenure) => tenure.release.id === release.id);
  const [first] = own;
  const before = first?.isRollback ? assumedTime(release, facts, first.beganAt) : 0;
  return before + timeLive(own, tenures, 0, time);
}

/** Trouble in the first day of a release is remembered. */
export function youngAt(
  release: Execution,
  tenures: readonly Tenure[],
  at: EpochMillis,
): { readonly young?: Execution } {
  return ageAt(release, tenures, at) <= DAY ? { young: release } : {};
}

/**
 * When an alarm went on within the first day of a release, or of an equal one, if it has not been live for a whole day without one since: what
 * comes with a peak or a job of the night comes again.
 */
export function troubleOf(release: Execution, reputation: Reputation, before: EpochMillis): EpochMillis | undefined {
  const { state, tenures } = reputation;
  return state.releases.find(({ execution, troubledAt, forgivenAt = 0 }) => {
    if (troubledAt === undefined || troubledAt <= forgivenAt) return false;
    if (execution.id === release.id) return ageAt(release, tenures, before, troubledAt) <= DAY;
    return isSame(execution, release, reputation) && provenFor(release, reputation, before) <= DAY;
  })?.troubledAt;
}

/** Where its actions are no longer listed: until the next one that succeeded in the stage had started. */
function assumedTime({ id, startedAt }: Execution, { succeeded }: Facts, before: EpochMillis): number {
  const listed = succeeded?.ok ? succeeded.value.items : [];
  const later = listed
    .filter((other) => other.id !== id && other.startedAt > startedAt)
    .map((other) => other.startedAt);
  return Math.max(0, Math.min(before, ...later) - startedAt);
}

export function isProven(release: Execution, reputation: Reputation, before: EpochMillis): boolean {
  return provenFor(release, reputation, before) > reputation.proofTime;
}

/** For people: `live for 2 d and not blamed, needed are 15 min`. An alarm behind its first day is not remembered. */
export function describeProof(release: Execution, reputation: Reputation, before: EpochMillis): string {
  const time = provenFor(release, reputation, before);
  if (time === Number.POSITIVE_INFINITY) return 'a person has forgiven it';
  const { troubledAt } = memoryOf(reputation.state, release.id) ?? {};
  const alarm = troubledAt === undefined ? '' : `, with an alarm that went on at ${clock(troubledAt)}`;
  return `${describeTime(release, reputation, before, time)}${alarm}, needed are ${span(reputation.proofTime)}`;
}

function describeTime(release: Execution, reputation: Reputation, before: EpochMillis, time: number): string {
  const bad = knownBad(reputation).find(({ execution }) => execution.id === release.id)?.since;
  const blamedAt = memoryOf(reputation.state, release.id)?.blamedAt;
  const since = bad ?? blamedAt;
  if (since === undefined) return `live for ${span(time)} and not blamed`;
  // A rollback that is only seen yet takes nothing away of the time before it.
  const rest = Math.min(time, ageAt(release, reputation.tenures, before, since));
  return `${bad === undefined ? 'blamed' : 'rolled back from'} at ${clock(since)}, live for ${span(rest)} since`;
}

/** A release that was rolled back from, by whomever. */
export interface Bad {
  readonly execution: Execution;
  readonly since: EpochMillis;
}

/** The executions that were rolled back from: what the rollbacks of the stage left, and what is remembered; not those forgiven since. */
export function knownBad({ state, tenures }: Pick<Reputation, 'state' | 'tenures'>): readonly Bad[] {
  const remembered = state.releases.flatMap(({ execution, badSince }) =>
    badSince === undefined ? [] : [{ execution, since: badSince }],
  );
  const seen = tenures.filter(({ isRollback }) => isRollback).flatMap((rollback) => leftBy(rollback, tenures));
  const all = new Map([...remembered, ...seen].map((bad) => [bad.execution.id, bad]));
  return [...all.values()].filter(({ execution, since }) => (memoryOf(state, execution.id)?.forgivenAt ?? 0) < since);
}

/**
 * What a rollback blames: what was live, where that is newer than the target. Who goes back past one that never got through the stage
 * also goes past the one that was live until then.
 */
export function leftBy(rollback: Tenure, tenures: readonly Tenure[]): readonly Bad[] {
  const left = replacedBy(rollback, tenures);
  const under = left?.outcome === 'half' ? replacedBy(left, tenures) : undefined;
  return [left, under]
    .filter((tenure) => tenure !== undefined)
    .filter(({ release }) => release.startedAt > rollback.release.startedAt)
    .map(({ release }) => ({ execution: release, since: rollback.beganAt }));
}

/**
 * The bad release that an execution carries. It spreads to equal releases, except to one that was proven before the bad one began: the
 * same commit built again from a bad base image has a good twin.
 */
export function badnessOf(execution: Execution, reputation: Reputation): Bad | undefined {
  return knownBad(reputation).find((bad) => {
    if (bad.execution.id === execution.id) return true;
    if (!isSame(execution, bad.execution, reputation)) return false;
    const began = reputation.tenures.find(({ release }) => release.id === bad.execution.id)?.beganAt;
    return !isProven(execution, reputation, began ?? bad.execution.startedAt);
  });
}

export function isSame(
  one: Execution,
  other: Execution,
  { state, facts }: Pick<Reputation, 'state' | 'facts'>,
): boolean {
  const plain = likeness({ execution: one }, { execution: other });
  if (plain !== 'needs-variables') return plain === 'same';
  return likeness(releaseOf(one, state, facts), releaseOf(other, state, facts)) === 'same';
}

/** The execution with its variables, as remembered or read. Suspends where they are not known yet. */
export function releaseOf(execution: Execution, state: StageState, facts: Facts): Release {
  const variables = variablesOf(execution.id, state, facts);
  return { execution, ...(variables && { variables }) };
}

/** The execution with its author, where that is known by now: a message waits for no name. */
export function authored(execution: Execution, state: StageState, facts: Facts): Execution {
  const { id } = execution;
  const author = memoryOf(state, id)?.execution.author ?? foundIn(facts.executions[id])?.author;
  return author === undefined ? execution : { ...execution, author };
}

/** What has to be read for the variables of an execution: nothing where they are remembered. */
export function variablesWanted(state: StageState, { id }: Execution): readonly Want[] {
  return memoryOf(state, id)?.variables === undefined ? [{ fact: 'execution', id }] : [];
}

/** The resolved variables of an execution; undefined where CodePipeline has forgotten it. */
export function variablesOf(id: ExecutionId, state: StageState, facts: Facts): readonly Variable[] | undefined {
  const remembered = memoryOf(state, id)?.variables;
  if (remembered !== undefined) return remembered;
  const detail = readValue(facts.executions[id], { fact: 'execution', id });
  return detail === 'not-found' ? undefined : detail.variables;
}
