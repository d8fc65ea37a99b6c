import { entryOfIncident } from './entry-of.ts';
import { closed, type Frozen, isInForce, notClosed, withFreezeAnswer, withSeenTransition } from './freeze.ts';
import type { RollingBack, Verifying } from './incident.ts';
import type { InboundTransition } from './stage.ts';
import type { StageState } from './state.ts';
import type { EpochMillis } from './time.ts';
import { CHANGE_AGAIN_FOR } from './times.ts';
import { promising, type Turn } from './turn.ts';

/** A rollback that is promised, or was accepted. */
type Rollback = Pick<RollingBack, 'id' | 'settings' | 'cause' | 'plan'>;

/** Whether the stage is kept closed behind a rollback: not behind those of others, nor where a person takes one back. */
function isFrozenBehind({ settings, cause }: Rollback): boolean {
  return settings.freeze !== false && cause.kind !== 'observed' && !(cause.kind === 'command' && cause.undo);
}

/**
 * The way in closed behind a rollback, as the transition was seen last. A freeze of an earlier incident that is still in force goes on for this one:
 * who releases it releases it for both.
 */
export function closedBehind(
  state: StageState,
  rollback: Rollback,
  inbound: InboundTransition,
  now: EpochMillis,
): Frozen {
  const seen = withSeenTransition(state, inbound, now);
  if (!isFrozenBehind(rollback)) return { state: seen, effects: [] };
  const { freeze } = seen;
  const { id: incident, plan } = rollback;
  const taken = freeze !== undefined && isInForce(freeze) ? { ...seen, freeze: { ...freeze, incident } } : seen;
  return closed(taken, inbound, { incident, suspect: plan.suspect.id }, now);
}

/**
 * The same while CodePipeline does not take the rollback for now, or the next release would come before it. A freeze of an earlier incident stays that
 * one's, since nothing may come of this.
 */
export function closedUntilTaken(
  state: StageState,
  rollback: Rollback,
  inbound: InboundTransition,
  now: EpochMillis,
): Frozen {
  const known = withSeenTransition(state, inbound, now);
  const { freeze } = known;
  if (inbound.enabled && (freeze?.condition === 'lifted' || freeze?.condition === 'making')) {
    const { reason } = freeze;
    const making: StageState = { ...known, freeze: { ...freeze, condition: 'making', since: now } };
    return { state: making, effects: [{ kind: 'freeze', reason }] };
  }
  const { id: incident, plan } = rollback;
  const isWanted = isFrozenBehind(rollback);
  return isWanted ? closed(known, inbound, { incident, suspect: plan.suspect.id }, now) : { state: known, effects: [] };
}

/**
 * The same behind an accepted rollback, once AWS has answered: the answer is among the results. People are told once that it could not be closed,
 * when that is final or has been tried for a while.
 */
export function frozenBehind<I extends RollingBack | Verifying>(
  { results, now }: Turn,
  state: StageState,
  incident: I,
  inbound: InboundTransition,
): Frozen & { readonly incident: I } {
  const closing = closedBehind(state, incident, inbound, now);
  const result = results.find((one) => one.kind === 'freeze');
  if (closing.effects.length === 0 || result === undefined) return { ...closing, incident };
  const { answer } = result;
  if (answer.kind === 'done') return { state: withFreezeAnswer(closing.state, result, now), effects: [], incident };
  if (incident.freezeFailed || (answer.transient && now - incident.acceptedAt < CHANGE_AGAIN_FOR))
    return { ...closing, incident };
  const told: I = { ...incident, freezeFailed: true };
  const entry = entryOfIncident(incident, 'freeze-failed', notClosed(answer.error), now);
  const noted = promising({ ...closing.state, incident: told }, { ...entry, frozen: false });
  return { ...closing, state: noted, incident: told };
}
