import { FactUnclear, FactWanted } from '../../lambda/decision/asking.ts';
import type { Want } from '../../lambda/decision/facts.ts';

export interface Wanting {
  readonly kind: 'wants';
  readonly wants: readonly Want[];
}

export interface Unclear {
  readonly kind: 'unclear';
  readonly what: string;
  readonly problem: string;
  readonly transient: boolean;
}

/** What a rule comes to: its answer, the facts that it wants, or what it cannot know. */
export function answerOf<T>(rule: () => T): T | Wanting | Unclear {
  try {
    return rule();
  } catch (error) {
    if (error instanceof FactWanted) return { kind: 'wants', wants: error.wants };
    if (!(error instanceof FactUnclear)) throw error;
    const { what, problem, transient } = error;
    return { kind: 'unclear', what, problem, transient };
  }
}
