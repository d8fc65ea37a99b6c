import { refuseBarrier } from './barrier.ts';
import type { Execution } from './execution.ts';
import { foundIn } from './facts.ts';
import { hold } from './hold.ts';
import type { RollbackPlan } from './incident.ts';
import { describePlan, type Plan, type Question } from './plan.ts';
import { describeChange, type Release } from './release.ts';
import { trimmed } from './remembered.ts';
import { authored, memoryOf, type Reputation } from './reputation.ts';
import { chooseTarget } from './target.ts';
import { occupantOf, type Situation } from './tenures.ts';
import type { EpochMillis } from './time.ts';

/** What is to be left, and why. */
export interface Aim {
  readonly suspect: Execution;
  readonly suspects: readonly Execution[];
  readonly since: EpochMillis;
  readonly grounds: string;
  readonly reputation: Reputation;
}

/** The plan of a rollback to the target that the rules choose, or that was named. */
export function withTarget(question: Question, situation: Situation, aim: Aim): Plan {
  const { cause, policy, refused, now } = question;
  const { stage } = situation;
  const named = cause.kind === 'command' ? cause.target : undefined;
  const target = chooseTarget({
    ...aim.reputation,
    ...aim,
    now,
    stage,
    refused,
    ...(named !== undefined && { named }),
  });
  if (target.kind !== 'target') return target;
  const isAcross = cause.kind === 'command' && cause.acrossBarrier;
  const barred = isAcross
    ? undefined
    : refuseBarrier({ suspect: aim.suspect, target: target.execution }, aim.reputation);
  if (barred !== undefined) return barred;
  const grounds = cause.kind === 'alarm' ? `${aim.grounds}; the target is ${target.proof}` : aim.grounds;
  const plan = planOf({ ...aim, grounds }, target.execution, situation);
  if (cause.kind === 'alarm' && policy.mode === 'dry-run') return hold.dryRun({ plan: describePlan(plan) });
  return { kind: 'rollback', plan };
}

export function planOf(aim: Aim, target: Execution, situation: Situation): RollbackPlan {
  const from = knownRelease(aim.suspect, aim.reputation);
  const to = knownRelease(target, aim.reputation);
  return {
    suspect: trimmed(from.execution),
    target: trimmed(to.execution),
    suspects: aim.suspects.map(({ id }) => id),
    since: aim.since,
    occupant: occupantOf(situation),
    grounds: aim.grounds,
    change: describeChange(from, to),
  };
}

/** The release as far as it is known by now: a message waits for nothing. */
function knownRelease(execution: Execution, { state, facts }: Reputation): Release {
  const { id } = execution;
  const variables = memoryOf(state, id)?.variables ?? foundIn(facts.executions[id])?.variables;
  return { execution: authored(execution, state, facts), ...(variables && { variables }) };
}
