import { endWithoutRollback } from './end.ts';
import { entryOfHold } from './entry-of.ts';
import { decidedAbout } from './held.ts';
import { hold } from './hold.ts';
import { type Claimed, operationOf } from './incident.ts';
import { to } from './phases.ts';
import { describePlan } from './plan.ts';
import type { Hold } from './reason.ts';
import type { EpochMillis } from './time.ts';
import { type Next, promising, type Turn } from './turn.ts';

/** The claim is looked at again. */
export function stay({ state }: Turn, claim: Claimed, wakeBy: EpochMillis): Next {
  return { state: to(state, 'claimed', 'decided', claim), wakeBy };
}

/** AWS will not do it, now or ever: the incident ends, and people are told. */
export function giveUp(turn: Turn, claim: Claimed, decision: Hold): Next {
  const held = claim.causes.map((cause) => entryOfHold(cause, decision, turn.now));
  const decided = claim.causes.reduce((state, cause) => decidedAbout(state, cause), turn.state);
  return endWithoutRollback({ ...turn, state: promising(decided, ...held) }, claim, held);
}

/** The call is refused for good, or has been for too long. */
export function giveUpRefused(turn: Turn, claim: Claimed, error: string): Next {
  return giveUp(
    turn,
    claim,
    hold.refused({
      operation: operationOf(claim.plan),
      error,
      plan: describePlan(claim.plan),
      tried: turn.now - claim.claimedAt,
    }),
  );
}
