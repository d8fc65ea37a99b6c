import { entryOfCovered, entryOfRollback } from './entry-of.ts';
import type { ExecutionId } from './execution.ts';
import { foundIn } from './facts.ts';
import { withFreezeOf } from './freeze.ts';
import { frozenBehind } from './frozen-behind.ts';
import { decidedAbout } from './held.ts';
import { accepted, type Claimed, type RollingBack } from './incident.ts';
import { to } from './phases.ts';
import { withAutomaticRollback, withRelease, withRollback } from './remembered.ts';
import type { StageState } from './state.ts';
import { LOOK_FIRST } from './times.ts';
import { type Next, promising, type Turn } from './turn.ts';

/** CodePipeline has accepted the rollback: it is remembered whom it blames and that it counts, people are told, the way in is closed. */
export function acceptRollback(turn: Turn, claim: Claimed, rollbackExecutionId: ExecutionId): Next {
  const { now, facts } = turn;
  const incident = accepted(claim, rollbackExecutionId, now);
  const rolling = withAccepted(to(turn.state, 'claimed', 'accepted', incident), incident);
  const told = promising(rolling, withFreezeOf(rolling, entryOfRollback(incident, now)));
  const inbound = foundIn(facts.stage)?.inbound;
  const frozen = inbound === undefined ? { state: told, effects: [] } : frozenBehind(turn, told, incident, inbound);
  const holds = claim.causes.slice(1).map((cause) => entryOfCovered(cause, incident, now));
  const decided = claim.causes.reduce((state, cause) => decidedAbout(state, cause), frozen.state);
  return { state: promising(decided, ...holds), effects: frozen.effects, wakeBy: now + LOOK_FIRST };
}

function withAccepted(
  state: StageState,
  { cause, plan, rollbackExecutionId, acceptedAt: at }: RollingBack,
): StageState {
  const { probation: _, ...kept } = state;
  const known = withRollback(kept, { executionId: rollbackExecutionId, causeId: cause.id });
  if (cause.kind === 'command' && cause.undo) {
    const forgiven = withRelease(known, plan.target, { forgivenAt: at });
    const { freeze, ...rest } = forgiven;
    return freeze === undefined ? rest : { ...rest, freeze: { ...freeze, condition: 'lifting', since: at } };
  }
  const noted = withRelease(known, plan.suspect, { badSince: at });
  return cause.kind === 'alarm' ? withAutomaticRollback(noted, { suspect: plan.suspect.id, at }) : noted;
}
