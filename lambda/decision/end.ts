import type { Entry } from './entry.ts';
import { entryOfEnd } from './entry-of.ts';
import { closedAgain, isInForce, withFreezeOf } from './freeze.ts';
import { toldTogether } from './held.ts';
import { hold } from './hold.ts';
import type { Claimed, Incident, Waiting } from './incident.ts';
import { to } from './phases.ts';
import type { StageState } from './state.ts';
import { type Next, promising, type Turn } from './turn.ts';

type Unaccepted = Waiting | Claimed;

/**
 * An incident comes to nothing: the way into the stage is opened again, and people are told once, of all its causes together where they were told
 * that it waits. Where AWS refused the rollback it is still wanted, and the stage stays frozen for it. `held`: the one that people are advised
 * by comes first.
 */
export function endWithoutRollback({ state, now }: Turn, incident: Unaccepted, held: readonly Entry[]): Next {
  const after = withoutFreezeOf(to(state, incident.phase, 'held', undefined), incident, isRefused(incident, held), now);
  const announced = held.filter(({ announce }) => announce);
  const stopped = incident.phase === 'waiting' && incident.ending?.done === true;
  const froze = state.freeze?.incident === incident.id && isInForce(state.freeze);
  const stays = froze && after.freeze?.condition !== 'lifting';
  const isSaid = incident.told.length === 0 && (announced.length === 1 || (announced.length === 0 && !stays));
  if (isSaid) return { state: changed(stays ? withFrozen(after, announced) : after, now) };
  const sentence = [
    `nothing is rolled back by this controller: ${reasonsOf(held)}`,
    ...(stopped ? [`execution ${incident.occupant} was told to end: see whether the stage is whole`] : []),
    ...(froze ? [becomesOfFreeze(after)] : []),
  ].join('; ');
  const reason = announced[0]?.reason;
  const entry = withFreezeOf(after, {
    ...entryOfEnd(incident, sentence, now),
    ...(reason !== undefined && { reason }),
  });
  const live = incident.phase === 'waiting' ? incident.occupant : incident.plan.occupant;
  return { state: changed(promising(toldTogether(after, announced, live), entry), now) };
}

/** What is told says that the stage stays frozen. */
function withFrozen(state: StageState, held: readonly Entry[]): StageState {
  const promised = state.promised.map((entry) =>
    held.some(({ id }) => id === entry.id) ? withFreezeOf(state, entry) : entry,
  );
  return { ...state, promised };
}

/** Whatever has come into the stage meanwhile sent its event to an incident that is no more. */
export function changed(state: StageState, now: number): StageState {
  return { ...state, changedAt: now };
}

/** What the next incident knows of the freeze: one that was lifted to let a rollback in is made anew, any other of this incident goes. */
export function withoutFreezeOf(state: StageState, { id }: Incident, isKept: boolean, now: number): StageState {
  const { freeze, ...rest } = state;
  if (freeze === undefined) return state;
  if (freeze.condition === 'released') return rest;
  if (freeze.incident === id && !isKept) return { ...rest, freeze: { ...freeze, condition: 'lifting', since: now } };
  return closedAgain(state, now);
}

/** AWS would not roll back to any target, or not at all. */
function isRefused({ phase }: Unaccepted, held: readonly Entry[]): boolean {
  const refusals: readonly (string | undefined)[] = [hold.refused.code, hold.noEligibleTarget.code];
  return phase === 'claimed' && held.some(({ reason }) => refusals.includes(reason));
}

/** Each reason once, with what it is about where it does not say that itself. */
function reasonsOf(held: readonly Entry[]): string {
  const sentences = [...new Set(held.map(({ sentence }) => sentence))];
  const reasons = sentences.map((sentence) => {
    const of = held.filter((entry) => entry.sentence === sentence && !sentence.includes(entry.cause));
    const causes = held.length > 1 ? of.map(({ cause }) => cause) : [];
    return causes.length > 0 ? `${causes.join(', ')}: ${sentence}` : sentence;
  });
  return reasons.join('; ') || 'every alarm of the incident is decided';
}

function becomesOfFreeze({ freeze }: StageState): string {
  return freeze?.condition === 'lifting' ? 'the freeze is being lifted' : 'the stage stays frozen until it is released';
}
