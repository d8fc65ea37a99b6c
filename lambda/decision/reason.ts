/** A decision to do nothing, with a reason from the catalogue below. */
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
}

type Audience = 'announce' | 'record';

/** A reason of the catalogue: its code, who is told of it, and its sentence. */
export function reason<Facts>(code: string, audience: Audience, sentence: (facts: Facts) => string): Reason<Facts> {
  const announce = audience === 'announce';
  return Object.assign((facts: Facts): Hold => ({ kind: 'hold', code, sentence: sentence(facts), announce }), {
    code,
    announce,
  });
}
