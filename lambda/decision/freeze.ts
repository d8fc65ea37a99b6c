import type { Effect, Result } from './effects.ts';
import type { Entry } from './entry.ts';
import type { ExecutionId } from './execution.ts';
import type { InboundTransition, ObservedStage } from './stage.ts';
import type { Freeze, StageState } from './state.ts';
import type { EpochMillis } from './time.ts';
import { CHANGE_AGAIN_FOR, SHOWS_WITHIN } from './times.ts';

/** Length and pattern of DisableStageTransition's reason (facts: no `:` `/` `_` `,` `#` `'`). */
const MAX_REASON = 300;
const FORBIDDEN = /[^a-zA-Z0-9!@ ().*?-]/g;

/** A reason that CodePipeline accepts, and that names the incident so that the freeze is recognised as ours. */
export function freezeReason(incidentId: string, suspect: string): string {
  const text = `Frozen by auto-rollback incident ${incidentId} - execution ${suspect.slice(0, 8)} is blamed. Release it with the release command.`;
  return text.replaceAll(FORBIDDEN, '-').slice(0, MAX_REASON);
}

/** The incident that a reason names; empty where it is none of ours. */
export function freezeIncident(reason: string): string {
  return /^Frozen by auto-rollback incident (\S+) -/.exec(reason)?.[1] ?? '';
}

/** Whether the transition is disabled by us: our reason, and nobody else has touched it since. */
export function isOurFreeze(freeze: Freeze | undefined, inbound: InboundTransition): boolean {
  if (freeze === undefined || inbound.enabled || inbound.disabledReason !== freeze.reason) return false;
  return freeze.changedBy === undefined || freeze.changedBy === inbound.lastChangedBy;
}

/** Whether a freeze of ours is in force, as far as is remembered. */
export function isInForce(freeze: Freeze | undefined): boolean {
  return freeze?.condition === 'made' || freeze?.condition === 'lifting';
}

/** Whether it is still to be made, or to be lifted for good. */
export function isUnsettled(freeze: Freeze | undefined): boolean {
  return freeze?.condition === 'making' || freeze?.condition === 'lifting';
}

/**
 * Whether our own freeze may be what keeps a rollback out of the stage, and lifting it would let in nothing else. Whether a
 * disabled transition stops a rollback is not documented; `rollback` is the one that waits before it, if it was accepted.
 */
export function keepsRollbackOut(
  freeze: Freeze | undefined,
  { inbound, waiting = [] }: ObservedStage,
  rollback?: ExecutionId,
): boolean {
  return isOurFreeze(freeze, inbound) && waiting.every((execution) => execution === rollback);
}

/** What is to become of the transition. */
export interface Frozen {
  readonly state: StageState;
  readonly effects: readonly Extract<Effect, { kind: 'freeze' }>[];
}

/** What the state knows of the freeze, brought up to what is seen of the transition. */
export function withSeenTransition(state: StageState, inbound: InboundTransition, now: EpochMillis): StageState {
  const { freeze } = state;
  if (freeze === undefined) return state;
  const { freeze: _, ...without } = state;
  const isFresh = now - freeze.since < SHOWS_WITHIN + CHANGE_AGAIN_FOR;
  if (isOurFreeze(freeze, inbound)) {
    const changedBy = freeze.changedBy ?? inbound.lastChangedBy;
    // A freeze whose answer was lost, or that was lifted in an answer that was lost, is in force all the same.
    const condition =
      freeze.condition === 'making' || (freeze.condition === 'lifted' && !isFresh) ? 'made' : freeze.condition;
    return { ...state, freeze: { ...freeze, condition, ...(changedBy !== undefined && { changedBy }) } };
  }
  // Somebody else's, whatever ours was.
  if (!inbound.enabled) return freeze.condition === 'released' ? state : without;
  switch (freeze.condition) {
    case 'made':
      // A change of the transition shows late.
      if (isFresh) return state;
      return lifted(state, freeze);
    case 'lifting':
      return isFresh ? state : lifted(state, freeze);
    case 'released':
      return state.incident?.id === freeze.incident ? state : without;
    case 'making':
    case 'lifted':
      return state;
  }
}

/** A freeze that was lifted for good; under the same incident it is not made anew. */
function lifted({ freeze: _, ...without }: StageState, freeze: Freeze): StageState {
  return without.incident?.id === freeze.incident
    ? { ...without, freeze: { ...freeze, condition: 'released' } }
    : without;
}

/** Sees to it that the transition is closed for an incident. One that somebody else disabled stays theirs. */
export function closed(
  state: StageState,
  inbound: InboundTransition,
  occasion: { readonly incident: string; readonly suspect: string },
  now: EpochMillis,
): Frozen {
  const { freeze } = state;
  const isThis = freeze?.incident === occasion.incident;
  if (!inbound.enabled) {
    // Ours by the incident that its reason names, although it was never noted; an earlier version may have blamed another execution in it.
    const written = inbound.disabledReason ?? '';
    if (isThis || freezeIncident(written) !== occasion.incident) return { state, effects: [] };
    return {
      state: { ...state, freeze: { reason: written, incident: occasion.incident, since: now, condition: 'made' } },
      effects: [],
    };
  }
  if (isThis && freeze.condition !== 'making' && freeze.condition !== 'lifted') return { state, effects: [] };
  const kept = isThis ? freeze.reason : freezeReason(occasion.incident, occasion.suspect);
  const making: Freeze = { reason: kept, incident: occasion.incident, since: now, condition: 'making' };
  return { state: { ...state, freeze: making }, effects: [{ kind: 'freeze', reason: kept }] };
}

/** What was lifted to let a rollback in is to be made anew, whichever incident it was made for. */
export function closedAgain(state: StageState, now: EpochMillis): StageState {
  const { freeze } = state;
  if (freeze?.condition !== 'lifted') return state;
  return { ...state, freeze: { ...freeze, condition: 'making', since: now } };
}

/** Lifts our freeze where it is seen to be ours. */
export function lifting({ freeze }: StageState, inbound: InboundTransition): readonly Effect[] {
  if (freeze === undefined || !isOurFreeze(freeze, inbound)) return [];
  return [{ kind: 'thaw', reason: freeze.reason }];
}

/** The state once AWS has answered about this freeze. */
export function withFreezeAnswer(state: StageState, result: Result, now: EpochMillis): StageState {
  const { freeze, ...without } = state;
  if (result.kind !== 'freeze' && result.kind !== 'thaw') return state;
  if (freeze === undefined || freeze.reason !== result.reason) return state;
  if (result.answer.kind !== 'done') return state;
  if (result.kind === 'freeze') return { ...without, freeze: { ...freeze, condition: 'made', since: now } };
  return freeze.condition === 'lifting'
    ? lifted(state, freeze)
    : { ...without, freeze: { ...freeze, condition: 'lifted', since: now } };
}

/** The entry with whether our freeze is in force. */
export function withFreezeOf({ freeze }: StageState, entry: Entry): Entry {
  return { ...entry, frozen: isInForce(freeze) && freeze?.condition !== 'lifting' };
}

/** What people are told where AWS does not let us close the way in. */
export function notClosed(error: string): string {
  return `the inbound transition could not be disabled: ${error}; the next deployment will enter the stage`;
}
