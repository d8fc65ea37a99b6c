import { entryOfHold, entryOfRollback } from './entry-of.ts';
import type { ExecutionId } from './execution.ts';
import { stageIn } from './facts.ts';
import { isInForce, withFreezeOf } from './freeze.ts';
import { frozenBehind, isFrozenBehind } from './frozen-behind.ts';
import { decidedAbout } from './held.ts';
import { hold } from './hold.ts';
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
  const taken = withTakenOver(rolling, incident);
  const told = promising(taken, withFreezeOf(taken, entryOfRollback(incident, now)));
  const inbound = stageIn(facts.stage)?.inbound;
  const frozen = inbound === undefined ? { state: told, effects: [] } : frozenBehind(turn, told, incident, inbound);
  const covered = hold.incidentOpen(incident);
  const holds = claim.causes.slice(1).map((cause) => ({ ...entryOfHold(cause, covered, now), incident: incident.id }));
  const decided = claim.causes.reduce((state, cause) => decidedAbout(state, cause), frozen.state);
  return { state: promising(decided, ...holds), effects: frozen.effects, wakeBy: now + LOOK_FIRST };
}

/** A freeze of an earlier incident goes on for this one: who releases it releases it for both. */
function withTakenOver(state: StageState, { id, ...incident }: RollingBack): StageState {
  const { freeze } = state;
  if (freeze === undefined || !isInForce(freeze) || !isFrozenBehind(incident)) return state;
  return { ...state, freeze: { ...freeze, incident: id } };
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
