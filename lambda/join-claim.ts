import type { DecidableCause } from './decision/cause.ts';
import type { Claimed } from './decision/incident.ts';
import type { StageMemory } from './decision/record.ts';
import { follow } from './follow.ts';
import { type Outcome, type Session, saveAs } from './session.ts';

/**
 * An alarm while RollbackStage is still to be accepted: the claim remembers it, and it is decided with the others when the
 * claim is. The rollback answers it, too; but the claim may come to nothing, and this alarm may be the one that stands.
 */
export async function joinClaim(session: Session, claim: Claimed, cause: DecidableCause): Promise<Outcome> {
  const { ports, memory } = session;
  const known = [claim.cause, ...claim.covers].some(({ id }) => id === cause.id);
  const joined: StageMemory = known ? memory : { ...memory, incident: { ...claim, covers: [...claim.covers, cause] } };
  // Its wake-up is due, or was lost.
  if ((memory.wakeAt ?? 0) <= ports.clock()) return follow({ ...session, memory: joined });
  return saveAs(
    session,
    joined,
    known
      ? { outcome: 'duplicate', reason: 'the open incident is about this event' }
      : { outcome: 'pending', reason: 'the claim is not settled' },
  );
}
