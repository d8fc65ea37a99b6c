import { type Aim, planOf, withTarget } from './aim.ts';
import { known, readAll, readOn } from './asking.ts';
import type { CommandCause } from './cause.ts';
import { decideOnRedeploy } from './decide-on-redeploy.ts';
import { describeExecution, type Execution } from './execution.ts';
import { hold } from './hold.ts';
import type { Plan, Question } from './plan.ts';
import { memoryOf, proofTimeOf, type Reputation } from './reputation.ts';
import { isStageRunning, pendingApproval } from './stage.ts';
import { liveIn, liveTenure, replacedBy, SITUATION, type Situation, situationOf } from './tenures.ts';

/** A person's command skips attribution and the limit, never eligibility. */
export function decideOnCommand(question: Question<CommandCause>): Plan {
  const { cause, policy, state, facts } = question;
  readAll(facts, SITUATION);
  const situation = situationOf(policy, state, facts);
  if ('kind' in situation) return situation;
  const { stage, tenures } = situation;
  if (isStageRunning(stage) && stage.occupant !== undefined) {
    const { executionId: execution, status } = stage.occupant;
    return hold.stageRunning({ execution, status, approval: pendingApproval(stage)?.action });
  }
  const live = liveIn(tenures);
  const tenure = liveTenure(live);
  if (tenure === undefined) return hold.nothingDeployed(policy);
  const why = cause.reason === undefined ? '' : `: ${cause.reason}`;
  const grounds = cause.undo ? `${cause.by} takes the last rollback back${why}` : `${cause.by} asked for it${why}`;
  const reputation: Reputation = { state, facts, tenures, proofTime: proofTimeOf(0, 0) };
  const of = { suspect: tenure.release, suspects: [tenure.release], since: tenure.beganAt, grounds, reputation };
  if (cause.redeploy) return decideOnRedeploy(question, situation, of);
  return cause.undo ? undoing(question, situation, of) : withTarget(question, situation, of);
}

/** Back to what the last rollback left, whatever is thought of it. */
function undoing(question: Question<CommandCause>, situation: Situation, aim: Aim): Plan {
  const { cause, state } = question;
  const { target: left = '' } = cause;
  const release = situation.tenures.find((tenure) => tenure.release.id === left)?.release;
  const target = release ?? state.releases.find(({ execution }) => execution.id === left)?.execution;
  if (target === undefined) {
    return hold.targetNotEligible({ target: left, why: 'CodePipeline no longer lists it', eligible: 'none' });
  }
  const why = whyNotUndone(target, aim, situation) ?? whyRefused(target, question);
  if (why !== undefined) return hold.targetNotEligible({ target: left, why, eligible: 'none' });
  const behind = memoryOf(state, left)?.heldBack
    ? '; it was ended in the stages behind, and goes no further by this: release it anew to get it there'
    : '';
  return { kind: 'rollback', plan: planOf({ ...aim, grounds: `${aim.grounds}${behind}` }, target, situation) };
}

/** CodePipeline takes only what got through the stage, and since the last edit: who asks is told at once. */
function whyRefused({ id }: Execution, { facts, refused }: Question<CommandCause>): string | undefined {
  if (refused.includes(id)) return 'it was refused by CodePipeline';
  if (known(facts, 'succeeded').items.some((one) => one.id === id)) return undefined;
  readOn(facts, 'succeeded');
  return 'it did not succeed in this stage under the current pipeline version';
}

/** Nothing of the last rollback is left to be taken back. */
function whyNotUndone(target: Execution, { suspect }: Aim, { tenures }: Situation): string | undefined {
  const live = liveIn(tenures);
  if (suspect.id === target.id) return live.kind === 'live' ? 'it is what is live' : undefined;
  const last = tenures.findLast(({ isRollback }) => isRollback);
  const left = last && replacedBy(last, tenures)?.release;
  if (left !== undefined && left.id !== target.id && left.id !== suspect.id) {
    return `an older rollback left it, the last one left ${describeExecution(left)}`;
  }
  if (suspect.startedAt <= target.startedAt || liveTenure(live)?.isRollback) return undefined;
  return `${describeExecution(suspect)} was deployed since, and is newer; to replace that, forgive the target and name it in a rollback command`;
}
