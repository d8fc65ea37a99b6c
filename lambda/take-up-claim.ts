import { adopt, findAccepted } from './acceptance.ts';
import { doubtAbout, reviewRefusals } from './decision/claim.ts';
import type { Claimed } from './decision/incident.ts';
import type { EpochMillis } from './decision/time.ts';
import type { Look } from './observer.ts';
import type { Outcome, Session } from './session.ts';
import { tryAgain } from './try-again.ts';

/**
 * A claim comes back: the rollback that it was accepted for is gone on with, what is in doubt is waited for, and refusals
 * that a deployment in the stage was the reason for are forgotten. Answers the claim that is to be decided again.
 */
export async function takeUpClaim(
  session: Session,
  asked: { readonly firstSeenAt: EpochMillis },
  claim: Claimed,
  look: Look,
  wakeAt: EpochMillis,
): Promise<Outcome | Claimed> {
  const adopted = await adoptAccepted(session, claim, look, wakeAt);
  if (adopted !== undefined) return adopted;
  const now = session.ports.clock();
  const doubt = doubtAbout(claim, look.observation, now);
  if (doubt !== undefined) return tryAgain(session, asked, claim.cause, doubt);
  const reviewed = reviewRefusals(claim, look.observation, now);
  return 'kind' in reviewed ? tryAgain(session, asked, claim.cause, reviewed) : reviewed;
}

/** Goes on with the rollback that a call of this claim was accepted for, if there is one. */
export async function adoptAccepted(
  session: Session,
  claim: Claimed,
  look: Look,
  wakeAt: EpochMillis,
): Promise<Outcome | undefined> {
  const accepted = await findAccepted(session, claim, look);
  if (accepted === undefined) return undefined;
  return adopt({ ...session, memory: { ...session.memory, wakeAt } }, claim, accepted, look);
}
