import type { Result } from './effects.ts';
import { entryOfWait } from './entry-of.ts';
import type { Waiting } from './incident.ts';
import { to } from './phases.ts';
import type { StageState } from './state.ts';
import type { EpochMillis } from './time.ts';
import { CHANGE_AGAIN_FOR } from './times.ts';
import { promising } from './turn.ts';

/** While a rollback waits people are told once of each change that they were promised, and that AWS does not let us make. */
export function withRefusedChange(state: StageState, result: Result, now: EpochMillis): StageState {
  const { incident } = state;
  if (incident?.phase !== 'waiting') return state;
  if (result.kind !== 'freeze' && result.kind !== 'stop' && result.kind !== 'reject') return state;
  const { kind, answer } = result;
  const { id, causes, refused = [], occupant, suspect, waitsFor } = incident;
  const [cause] = causes;
  if (answer.kind !== 'failed' || cause === undefined || refused.includes(kind)) return state;
  if (answer.transient && now - incident.openedAt < CHANGE_AGAIN_FOR) return state;
  const sentence = `${FAILED[kind](occupant)}: ${answer.error}; ${COMES_OF_IT[kind]}`;
  const entry = entryOfWait(cause, id, { suspect, sentence, waitsFor, reason: 'change-refused' }, now);
  const told: Waiting = { ...incident, refused: [...refused, kind] };
  const noted = to(state, 'waiting', 'waits', told);
  return promising(noted, { ...entry, id: `${id}/${kind}-refused` });
}

const FAILED = {
  freeze: () => 'the inbound transition could not be disabled',
  stop: (occupant: string) => `execution ${occupant} could not be stopped`,
  reject: (occupant: string) => `the approval that execution ${occupant} waits for could not be rejected`,
};

const COMES_OF_IT = {
  freeze: 'the next deployment will enter the stage, and may replace what is blamed',
  stop: 'it is decided again when it has ended by itself',
  reject: 'it is decided again when somebody has answered it',
};
