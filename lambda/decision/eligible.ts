import { known } from './asking.ts';
import type { Execution, ExecutionId } from './execution.ts';
import { badnessOf, isProven, isSame, memoryOf, provenFor, type Reputation } from './reputation.ts';
import type { ObservedStage } from './stage.ts';
import { clock, type EpochMillis } from './time.ts';

export interface TargetQuestion extends Reputation {
  readonly now: EpochMillis;
  readonly stage: ObservedStage;
  /** What is to be left. */
  readonly suspect: Execution;
  /** Every release that is blamed, the suspect among them. */
  readonly suspects: readonly Execution[];
  /** Refused by AWS under this incident. */
  readonly refused: readonly ExecutionId[];
  /** The target a person named. */
  readonly named?: ExecutionId;
}

/** Why an execution that succeeded in the stage is no target; undefined for an eligible one. */
export function whyNotEligible(execution: Execution, question: TargetQuestion): string | undefined {
  const { suspect, suspects, refused } = question;
  if (execution.id === suspect.id) return 'it is the execution that is deployed now';
  if (execution.type === 'ROLLBACK') return 'it is a rollback itself';
  if (refused.includes(execution.id)) return 'it was refused by CodePipeline';
  if (suspects.some(({ id }) => id === execution.id)) return 'it is a suspect itself';
  const first = suspects.reduce((oldest, one) => (one.startedAt < oldest.startedAt ? one : oldest), suspect);
  if (execution.startedAt >= first.startedAt) {
    const what = first.id === suspect.id ? 'deployed one' : 'first suspect';
    return `it started at ${clock(execution.startedAt)}, not before the ${what} (${clock(first.startedAt)})`;
  }
  const bad = badnessOf(execution, question);
  if (bad !== undefined) {
    const carried =
      bad.execution.id === execution.id ? 'it' : `its release, as execution ${bad.execution.id.slice(0, 8)},`;
    return `${carried} was rolled back from at ${clock(bad.since)}`;
  }
  const twin = suspects.find((one) => isSame(execution, one, question));
  const began = question.tenures.find(({ release }) => release.id === twin?.id)?.beganAt ?? twin?.startedAt;
  if (twin !== undefined && began !== undefined && !isProven(execution, question, began)) {
    return `it carries the same release as ${twin.id.slice(0, 8)}, and was not proven before that`;
  }
  return doubtful(question).has(execution.id)
    ? 'an older rollback left it or another one: CodePipeline no longer lists which'
    : undefined;
}

/** What rollbacks may have left whose actions are no longer listed: the list names only what they went back to. */
function doubtful({ facts, tenures }: TargetQuestion): ReadonlySet<ExecutionId> {
  const { items: succeeded } = known(facts, 'succeeded');
  const { items: recent } = known(facts, 'recent');
  const { items: actions } = known(facts, 'actions');
  const since = Math.min(...actions.map(({ beganAt }) => beganAt), ...tenures.map(({ beganAt }) => beganAt));
  const unseen = recent.filter(({ type, startedAt, rollbackTarget = '' }) => {
    return type === 'ROLLBACK' && startedAt < since && succeeded.some(({ id }) => id === rollbackTarget);
  });
  return new Set(
    unseen.flatMap(({ startedAt, rollbackTarget }) => {
      const target = succeeded.find(({ id }) => id === rollbackTarget);
      const left = inOrder(succeeded).find((one) => one.type === 'STANDARD' && one.startedAt < startedAt);
      return left !== undefined && target !== undefined && left.startedAt > target.startedAt ? [left.id] : [];
    }),
  );
}

/** What speaks against an eligible one that is not proven. */
export function whyDoubtful(execution: Execution, question: TargetQuestion): string | undefined {
  const { state, troubles = [], now } = question;
  if (memoryOf(state, execution.id)?.blamedAt !== undefined) return 'it was blamed before, and is not proven since';
  const isTroubled = troubles.some(({ tenure }) => tenure.release.id === execution.id);
  return isTroubled && provenFor(execution, question, now) === 0
    ? 'an alarm was on all the time that it was live'
    : undefined;
}

/** Newest first. */
export function inOrder(executions: readonly Execution[]): readonly Execution[] {
  return executions.toSorted((one, other) => other.startedAt - one.startedAt || (one.id < other.id ? -1 : 1));
}
