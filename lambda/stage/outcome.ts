import type { CommandAnswer } from '../decision/commands/answer.ts';
import type { Effect } from '../decision/effects.ts';
import type { Entry } from '../decision/entry.ts';
import type { StageState } from '../decision/state.ts';

/** What came of a trigger; the function's answer. */
export interface Outcome {
  readonly outcome:
    | 'rolled-back'
    | 'held'
    | 'waiting'
    | 'pending'
    | 'deferred'
    | 'duplicate'
    | 'lost-lock'
    | 'followed'
    | 'nothing-due'
    | 'unguarded'
    | 'ignored';
  readonly reason?: string;
  readonly entry?: Entry;
  readonly answer?: CommandAnswer;
  /** What was written down. */
  readonly entries?: readonly Entry[];
}

/** What a turn came to: what was told in it, or else how the stage was left. */
export function outcomeOf(
  before: StageState,
  after: StageState,
  told: readonly Effect[],
  answer?: CommandAnswer,
): Outcome {
  const entries = told.flatMap((effect) => (effect.kind === 'tell' ? [effect.entry] : []));
  const of = { entries, ...(answer && { answer }) };
  const rollback = entries.find(({ code }) => code === 'rollback' || code === 'redeploy');
  if (rollback !== undefined) return { ...of, outcome: 'rolled-back', entry: rollback };
  const decided = entries.find(({ code }) => code === 'hold') ?? entries.find(({ code }) => code === 'wait');
  if (decided !== undefined) {
    const outcome = decided.code === 'wait' ? 'waiting' : 'held';
    return { ...of, outcome, entry: decided, ...(decided.reason !== undefined && { reason: decided.reason }) };
  }
  const [entry] = entries;
  if (entry !== undefined) return { ...of, outcome: 'followed', reason: entry.code, entry };
  if (after.postponed.length > before.postponed.length)
    return { ...of, outcome: 'pending', reason: 'could not be observed yet' };
  if (after.incident !== undefined)
    return {
      ...of,
      outcome: after.incident.phase === 'waiting' ? 'waiting' : 'followed',
      reason: after.incident.phase,
    };
  if (before.incident === undefined && before.probation === undefined) return { ...of, outcome: 'ignored' };
  return { ...of, outcome: 'followed' };
}
