import type { Report } from './run-history.ts';

/** What happened in a number of histories: how often, by what. */
export class Tally {
  readonly #counts: Map<string, number>;

  /** `counts`: of another tally, as it came from a worker. */
  constructor(counts: Iterable<readonly [what: string, number: number]> = []) {
    this.#counts = new Map(counts);
  }

  add(report: Report): void {
    this.#count('histories');
    this.#count('invocations', report.invocations);
    this.#count('automatic rollbacks', report.automaticRollbacks);
    this.#count('rollbacks by command', report.commandedRollbacks);
    for (const reason of report.holds) this.#count(`hold ${reason}`);
    for (const outcome of report.outcomes) this.#count(`entry ${outcome}`);
    for (const { kind } of report.faults) this.#count(`fault ${kind}`);
    this.#count('violations', report.violations.length);
  }

  merge(other: Tally): void {
    for (const [what, number] of other.#counts) this.#count(what, number);
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** How many different things were counted whose names begin so, e.g. `hold `. */
  kinds(prefix: string): number {
    return this.counts.filter(([what, number]) => what.startsWith(prefix) && number > 0).length;
  }

  /** In the order of the names. */
  get counts(): readonly (readonly [what: string, number: number])[] {
    return [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  #count(what: string, by = 1): void {
    this.#counts.set(what, this.of(what) + by);
  }
}
