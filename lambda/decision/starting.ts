import { acceptRollback } from './accept.ts';
import { readAll } from './asking.ts';
import { giveUpRefused, stay } from './claim-ends.ts';
import type { RollbackAnswer } from './effects.ts';
import type { Claimed } from './incident.ts';
import { findAccepted } from './lost-answer.ts';
import { to } from './phases.ts';
import type { Redeployment } from './redeployment.ts';
import { MINUTE } from './time.ts';
import { CALL_AGAIN_AFTER, CALL_AGAIN_FOR, SKEW } from './times.ts';
import type { Next, Turn } from './turn.ts';

/**
 * A promised start of the pipeline: what was answered, or what is seen of it after a crash; else the same call again. That is safe where a
 * second RollbackStage is not: by its token CodePipeline knows it for the same (API:StartPipelineExecution, clientRequestToken). So it is
 * repeated to the letter, never decided anew.
 */
export function followStart(
  turn: Turn,
  claim: Claimed,
  redeployment: Redeployment,
  answer: Exclude<RollbackAnswer, { kind: 'accepted' }> | undefined,
): Next {
  const { now, facts } = turn;
  if (answer?.kind === 'final') return giveUpRefused(turn, claim, answer.error);
  const tried = now - claim.claimedAt;
  if (answer !== undefined) {
    if (tried >= CALL_AGAIN_FOR) return giveUpRefused(turn, claim, 'error' in answer ? answer.error : answer.kind);
    const callAgainAt = now + Math.max(CALL_AGAIN_AFTER, Math.min(MINUTE, tried));
    const answered = answer.kind === 'lost' ? {} : { answered: true as const };
    return stay(turn, { ...claim, ...answered, callAgainAt }, callAgainAt);
  }
  readAll(facts, [{ fact: 'stage' }, { fact: 'recent' }, { fact: 'actions' }]);
  const found = findAccepted(claim, turn.key.stage, facts);
  if (found !== undefined) return acceptRollback(turn, claim, found.id);
  const { callAgainAt = 0 } = claim;
  if (now < callAgainAt) return stay(turn, claim, callAgainAt);
  // Nobody waits for an order that is so old: it is given again, if it is still wanted.
  if (tried >= CALL_AGAIN_FOR) return giveUpRefused(turn, claim, 'it could not be asked for in time');
  return {
    state: to(turn.state, 'claimed', 'decided', { ...claim, calledAt: now }),
    effects: [{ kind: 'redeploy', incident: claim.id, redeployment }],
    wakeBy: turn.leaseUntil + SKEW,
  };
}
