import type { Advice } from './advice.ts';

/** A decision to do nothing, with a reason from the catalogue. */
export interface Hold {
  readonly kind: 'hold';
  readonly code: string;
  /** For people: quotes the numbers that were compared. */
  readonly sentence: string;
  /** Whether a person should be told, not only the log and the decision record. */
  readonly announce: boolean;
}

export interface Reason<Facts> {
  (facts: Facts): Hold;
  readonly code: string;
  readonly announce: boolean;
  readonly advice: Advice | undefined;
}

/** A reason of the catalogue: its code, its sentence, and what whoever is told of it may do; without advice nobody is. */
export function reason<Facts>(code: string, sentence: (facts: Facts) => string, advice?: Advice): Reason<Facts> {
  const announce = advice !== undefined;
  const of = (facts: Facts): Hold => ({ kind: 'hold', code, sentence: sentence(facts), announce });
  return Object.assign(of, { code, announce, advice });
}
