import { cut } from './cut.ts';
import type { Deployment } from './deployments.ts';
import type { Execution, ExecutionId } from './execution.ts';
import type { Variable } from './release.ts';
import type { AutomaticRollback, DecidedAlarm, KnownRollback, ReleaseMemory, StageState } from './state.ts';
import type { EpochMillis } from './time.ts';
import { REMEMBERED_FOR } from './times.ts';

/** How much is kept of what would grow; together far below 100 KB. */
const KEPT = {
  deployments: 30,
  releases: 30,
  rollbacks: 20,
  automaticRollbacks: 10,
  decided: 110,
  variables: 10,
  revisions: 8,
  text: 120,
  bytesOfReleases: 10_000,
  bytesOfDecided: 8_000,
};

/** The state with a note about a release. */
export function withRelease(
  state: StageState,
  execution: Execution,
  note: Partial<Omit<ReleaseMemory, 'execution'>>,
): StageState {
  const before = state.releases.find((release) => release.execution.id === execution.id);
  const { variables, ...plain } = note;
  const author = execution.author ?? before?.execution.author;
  const noted: ReleaseMemory = {
    ...before,
    execution: { ...trimmed(execution), ...(author !== undefined && { author }) },
    ...plain,
    ...(variables && isSmall(variables) && { variables }),
  };
  const others = state.releases.filter((release) => release !== before);
  return { ...state, releases: keepReleases([...others, noted]) };
}

/** The execution was ended in the stages behind: who brings it back has to release it anew there. */
export function withHeldBack(state: StageState, id: ExecutionId): StageState {
  const held = state.releases.find(({ execution }) => execution.id === id);
  return held === undefined ? state : withRelease(state, held.execution, { heldBack: true });
}

/** Known bad ones are kept longest. */
function keepReleases(releases: readonly ReleaseMemory[]): readonly ReleaseMemory[] {
  const newest = Math.max(...releases.map(({ execution }) => execution.startedAt));
  const current = releases.filter(({ execution }) => execution.startedAt > newest - REMEMBERED_FOR);
  const surplus = current.length - KEPT.releases;
  const plain = current.filter(({ badSince }) => badSince === undefined).slice(0, Math.max(0, surplus));
  return fitting(current.filter((release) => !plain.includes(release)).slice(-KEPT.releases), KEPT.bytesOfReleases);
}

/** The newest, the last of a list, that fit into so many characters of JSON. */
export function fitting<T>(list: readonly T[], most: number): readonly T[] {
  let left = most;
  const first = list.findLastIndex((one) => {
    left -= JSON.stringify(one).length;
    return left < 0;
  });
  return list.slice(first + 1);
}

/** Longer ones are read again: cut, two could look alike. */
function isSmall(variables: readonly Variable[]): boolean {
  return variables.length <= KEPT.variables && variables.every(({ value }) => value.length <= KEPT.text);
}

/** An execution as far as it is worth remembering; an id that is too long becomes unknown, never another's equal. */
export function trimmed(execution: Execution): Execution {
  const { triggerDetail: _, ...rest } = execution;
  const revisions = rest.revisions.slice(0, KEPT.revisions).map(({ summary, id, ...revision }) => ({
    ...revision,
    ...(id !== undefined && id.length <= KEPT.text && { id }),
    ...(summary !== undefined && { summary: cut(summary, KEPT.text) }),
  }));
  return { ...rest, revisions };
}

export function withDeployments(state: StageState, deployments: readonly Deployment[]): StageState {
  const ended = deployments.filter(({ outcome }) => outcome !== 'running').slice(-KEPT.deployments);
  // What is handed in may carry more, the release say, which is remembered once.
  const plain = ended.map(({ by, beganAt, endedAt, outcome }): Deployment => {
    return { by, beganAt, ...(endedAt !== undefined && { endedAt }), outcome };
  });
  return { ...state, deployments: plain };
}

export function withRollback(state: StageState, rollback: KnownRollback): StageState {
  const others = state.rollbacks.filter(({ executionId }) => executionId !== rollback.executionId);
  return { ...state, rollbacks: [...others, rollback].slice(-KEPT.rollbacks) };
}

export function withAutomaticRollback(state: StageState, rollback: AutomaticRollback): StageState {
  return { ...state, automaticRollbacks: [...state.automaticRollbacks, rollback].slice(-KEPT.automaticRollbacks) };
}

/** The newest decided times of an alarm are kept: an older event that was decided late has its record, and must not stand in for those. */
export function withDecided(state: StageState, decided: DecidedAlarm): StageState {
  const before = state.decided.find(({ alarm }) => alarm === decided.alarm);
  const isLate = before !== undefined && before.to > decided.to;
  const latest = isLate ? { ...decided, from: before.from, to: before.to } : decided;
  const others = state.decided.filter(({ alarm }) => alarm !== decided.alarm);
  const kept = fitting([...others, latest].slice(-KEPT.decided), KEPT.bytesOfDecided);
  const gone = others.filter((one) => !kept.includes(one));
  return withDecidedSince({ ...state, decided: kept }, Math.max(...gone.map(({ to }) => to)));
}

/** Alarms that came while a rollback was followed have their records. Only the last such time is kept. */
export function withCovered(
  state: StageState,
  { openedAt }: { readonly openedAt: EpochMillis },
  now: EpochMillis,
): StageState {
  return { ...withDecidedSince(state, state.covered?.to ?? 0), covered: { from: openedAt, to: now } };
}

/** What was decided up to then is in the records only. */
function withDecidedSince(state: StageState, since: EpochMillis): StageState {
  const { decidedSince } = state;
  return decidedSince === undefined || since <= decidedSince ? state : { ...state, decidedSince: since };
}
