import { adopt, findAccepted, withTargetOf } from './acceptance.ts';
import { doubtAbout, reviewRefusals } from './decision/claim.ts';
import { accepted, type Claimed, type RollingBack } from './decision/incident.ts';
import type { Again } from './decision/observation.ts';
import type { EpochMillis } from './decision/time.ts';
import { type Look, lookAt, withOccupant } from './observer.ts';
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

/** What a claim has come to by now: the rollback that a call of it was accepted for, or none; or why that is not known yet. */
export async function whatBecameOf(session: Session, claim: Claimed): Promise<RollingBack | Claimed | Again> {
  const { ports, key } = session;
  const look = await withOccupant(ports, key, await lookAt(ports, key, []));
  const rollback = await findAccepted(session, claim, look);
  const now = ports.clock();
  if (rollback !== undefined) return accepted(withTargetOf(claim, rollback, look), rollback.id, now);
  return doubtAbout(claim, look.observation, now) ?? claim;
}

/** Goes on with the rollback that a call of this claim was accepted for, if there is one. */
export async function adoptAccepted(
  session: Session,
  claim: Claimed,
  look: Look,
  wakeAt: EpochMillis,
): Promise<Outcome | undefined> {
  const rollback = await findAccepted(session, claim, look);
  if (rollback === undefined) return undefined;
  return adopt({ ...session, memory: { ...session.memory, wakeAt } }, claim, rollback, look);
}
