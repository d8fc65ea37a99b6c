import { ASSUMPTIONS, type Assumption, type AssumptionId, assumptionIds, type Observed } from './assumptions.ts';

/** An assumption, and what AWS did. */
export interface Finding {
  readonly id: AssumptionId;
  readonly says: string;
  readonly expected: string;
  readonly verdict: 'agrees' | 'differs' | 'not tried';
  readonly observed?: Observed;
  /** Why it was not tried. */
  readonly why?: string;
}

const UNTRIED = 'the day ended before';
const NEVER: { readonly [id in AssumptionId]?: string } = {
  'rollbackErrors.beforeFebruary2024': 'no pipeline of today has executions from then',
  connectionRevisionSummary: 'it takes a connection to a repository',
  rollbackCheckOrder: 'each obstacle is tried by itself',
  endedEntry: 'it takes a rule that fails late, or waits',
  removedStage: 'the edit of a game day removes none',
  deletedPipeline: 'the day ends with its pipelines',
  listRate: 'others in the account would be throttled, too',
};

/** Collects what was seen. What is seen first counts. */
export class Findings {
  readonly #seen = new Map<AssumptionId, Observed>();
  readonly #missed = new Map<AssumptionId, string>();

  saw(id: AssumptionId, observed: Observed): void {
    if (!this.#seen.has(id)) this.#seen.set(id, observed);
  }

  /** It could not be seen. */
  missed(id: AssumptionId, why: string): void {
    if (!this.#missed.has(id)) this.#missed.set(id, why);
  }

  has(id: AssumptionId): boolean {
    return this.#seen.has(id) || this.#missed.has(id);
  }

  /** One for each assumption. */
  get all(): readonly Finding[] {
    return assumptionIds().map((id) => {
      const { says, expected }: Assumption = ASSUMPTIONS[id];
      const observed = this.#seen.get(id);
      const finding = {
        id,
        says,
        expected: typeof expected === 'object' ? atMost(expected.atMostMillis) : String(expected),
      };
      if (observed === undefined) {
        return { ...finding, verdict: 'not tried', why: this.#missed.get(id) ?? NEVER[id] ?? UNTRIED };
      }
      return { ...finding, verdict: agrees(expected, observed) ? 'agrees' : 'differs', observed };
    });
  }
}

function agrees(expected: Assumption['expected'], observed: Observed): boolean {
  if (typeof expected !== 'object') return expected === observed;
  return typeof observed === 'number' && observed <= expected.atMostMillis;
}

function atMost(millis: number): string {
  return millis === 0 ? 'at once' : `at most ${millis} ms`;
}

/** What was seen, as a person reads it. */
export function observedText({ id, observed, why }: Finding): string {
  if (observed === undefined) return why ?? '';
  if (id.endsWith('Millis')) return observed === 0 ? 'at once' : `${observed} ms`;
  return String(observed);
}
