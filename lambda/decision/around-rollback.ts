import { isFrozenBehind } from './accept.ts';
import { lookBehind } from './behind.ts';
import { entryOfIncident } from './entry-of.ts';
import { closed, withSeenTransition } from './freeze.ts';
import type { RollingBack, Verifying } from './incident.ts';
import type { ObservedStage } from './stage.ts';
import type { StageState } from './state.ts';
import { CHANGE_AGAIN_FOR } from './times.ts';
import { promising, type Turn } from './turn.ts';

/** The way in is kept closed behind a rollback, and the blamed executions are held back. `isLast`: the incident ends with this look. */
export function aroundRollback<I extends RollingBack | Verifying>(
  turn: Turn,
  incident: I,
  stage: ObservedStage,
  isLast: boolean,
) {
  const seen = withSeenTransition(turn.state, stage.inbound, turn.now);
  const occasion = { incident: incident.id, suspect: incident.plan.suspect.id };
  const frozen = isFrozenBehind(incident)
    ? closed(seen, stage.inbound, occasion, turn.now)
    : { state: seen, effects: [] };
  const told = freezeFailed(frozen.state, incident, turn, frozen.effects.length > 0);
  const behind = lookBehind({ ...turn, state: told.state }, told.incident, stage, isLast);
  return { ...behind, effects: [...frozen.effects, ...behind.effects] };
}

/** People are told once that the transition could not be disabled, when it has been tried for a while. */
function freezeFailed<I extends RollingBack | Verifying>(
  state: StageState,
  incident: I,
  { results, now }: Turn,
  isMaking: boolean,
): { readonly state: StageState; readonly incident: I } {
  const answer = results.find((result) => result.kind === 'freeze')?.answer;
  if (!isMaking || answer?.kind !== 'failed' || incident.freezeFailed) return { state, incident };
  if (answer.transient && now - incident.acceptedAt < CHANGE_AGAIN_FOR) return { state, incident };
  const sentence = `the inbound transition could not be disabled: ${answer.error}; the next deployment will enter the stage`;
  const told: I = { ...incident, freezeFailed: true };
  const entry = entryOfIncident(incident, 'freeze-failed', sentence, now);
  return { state: promising({ ...state, incident: told }, { ...entry, frozen: false }), incident: told };
}
