import type { Effect } from './effects.ts';
import type { Entry } from './entry.ts';
import { foundIn } from './facts.ts';
import { isUnsettled, lifting, withSeenTransition } from './freeze.ts';
import type { StageState } from './state.ts';
import { tellable } from './tellable.ts';
import type { EpochMillis } from './time.ts';
import { CHANGE_AGAIN_AFTER, CHANGE_AGAIN_FOR, LOOK_AT_MOST, LOOK_FIRST, PROBATION_LOOK_EVERY } from './times.ts';
import { type Next, promising, type Turn } from './turn.ts';

/** The state to commit, and what is to be done. Without `wakeBy` nothing is open. */
export interface GoesOn extends Next {
  readonly kind: 'goes on';
  readonly effects: readonly Effect[];
}

/** Adds what the state itself asks for: messages that are promised, a freeze that is to be lifted, the next look. */
export function finish(turn: Turn, next: Next): GoesOn {
  const { now, failed } = turn;
  const stage = foundIn(turn.facts.stage);
  const isSeen = stage !== undefined && next.state.incident === undefined;
  const seen = isSeen ? withSeenTransition(next.state, stage.inbound, now) : next.state;
  const state = withThawGivenUp(seen, turn);
  const thaw = state.freeze?.condition === 'lifting' && stage !== undefined ? lifting(state, stage.inbound) : [];
  const wanted = [...(next.effects ?? []), ...thaw].filter((effect) => !failed.has(effect.kind));
  const wakes = [
    // Whatever came of a command: what is open is looked at again.
    next.wakeBy ?? (state.incident === undefined ? undefined : (state.wakeAt ?? now + LOOK_FIRST)),
    ...([...failed.values()].includes('transient') ? [now + CHANGE_AGAIN_AFTER] : []),
    ...state.postponed.map(({ dueAt }) => dueAt),
    ...(state.incident === undefined && state.changedAt !== undefined && next.wakeBy === undefined ? [now] : []),
    ...(state.incident === undefined && state.baking !== undefined ? [state.baking.lookAt] : []),
    ...(state.incident === undefined ? freezeLook(state, now) : []),
    ...(state.incident === undefined ? probationLook(state, next.wakeBy, now) : []),
  ].filter((time) => time !== undefined);
  const { wakeBy: _, ...rest } = next;
  return {
    ...rest,
    kind: 'goes on',
    state: { ...state, decidedSince: state.decidedSince ?? now },
    effects: [...wanted, ...tellable(state, wanted)],
    ...(wakes.length > 0 && { wakeBy: Math.min(...wakes) }),
  };
}

/** A freeze that cannot be lifted stays, and people are told. */
function withThawGivenUp(state: StageState, { results, now }: Turn): StageState {
  const { freeze } = state;
  const answer = results.find((result) => result.kind === 'thaw')?.answer;
  if (freeze?.condition !== 'lifting' || answer?.kind !== 'failed') return state;
  if (answer.transient && now - freeze.since < CHANGE_AGAIN_FOR) return state;
  const entry: Entry = {
    id: `${freeze.incident}/thaw-failed/${freeze.since}`,
    causedAt: freeze.since,
    at: now,
    code: 'thaw-failed',
    sentence: `the freeze of incident ${freeze.incident} could not be lifted: ${answer.error}; no deployment enters the stage until it is`,
    announce: true,
    incident: freeze.incident,
    cause: 'the end of the freeze',
    frozen: true,
  };
  const promised = state.promised.filter(({ code }) => code !== 'released');
  return promising({ ...state, promised, freeze: { ...freeze, condition: 'made' } }, entry);
}

/** A freeze that is to be made or lifted, soon; where the stage cannot be read, the longer that lasts the later. */
function freezeLook({ freeze }: StageState, now: EpochMillis): readonly EpochMillis[] {
  if (freeze === undefined || !isUnsettled(freeze)) return [];
  const pause = Math.round((now - freeze.since) / 4);
  return [now + Math.min(LOOK_AT_MOST, Math.max(CHANGE_AGAIN_AFTER, pause))];
}

/** The end of the bake time of a deployment on probation; behind it, it is looked at now and then. */
function probationLook(
  { probation }: StageState,
  wakeBy: EpochMillis | undefined,
  now: EpochMillis,
): readonly EpochMillis[] {
  if (probation === undefined) return [];
  if (now < probation.endsAt) return [probation.endsAt];
  return wakeBy === undefined ? [now + PROBATION_LOOK_EVERY] : [];
}
