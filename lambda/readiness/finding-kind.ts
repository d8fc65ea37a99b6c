/** Something that keeps a guard from doing its work, or will when it is needed. */
export interface Finding {
  readonly code: string;
  /** `error`: no rollback will happen until it is mended. `warning`: it may happen later, more slowly or not for every alarm. */
  readonly severity: 'error' | 'warning';
  /** What it takes out of action now: every rollback, what one alarm asks for, or nothing yet. */
  readonly stops: 'rollback' | 'alarm' | 'nothing';
  /** The alarm (its ARN) or the read it is about; empty where it is about the stage. With the code it identifies the finding. */
  readonly about: string;
  /** For people, with names and numbers. */
  readonly sentence: string;
  /** What to do. */
  readonly advice: string;
}

export interface Kind<Facts> {
  (facts: Facts): Finding;
  readonly code: string;
  readonly severity: Finding['severity'];
}

type Text<Facts> = (facts: Facts) => string;

/** Makes the findings of one code. */
export function kind<Facts>(
  code: string,
  severity: Finding['severity'],
  stops: Finding['stops'],
  texts: { readonly about?: Text<Facts>; readonly sentence: Text<Facts>; readonly advice: string | Text<Facts> },
): Kind<Facts> {
  const { about = () => '', sentence, advice } = texts;
  const make = (facts: Facts): Finding => ({
    code,
    severity,
    stops,
    about: about(facts),
    sentence: sentence(facts),
    advice: typeof advice === 'string' ? advice : advice(facts),
  });
  return Object.assign(make, { code, severity });
}

/** What identifies a finding from one check to the next; its numbers may change. */
export function keyOf({ code, about }: Pick<Finding, 'code' | 'about'>): string {
  return about === '' ? code : `${code} ${about}`;
}
