import type { Fault, FaultKind, OperationName } from './fault.ts';

/** The faults of a history that have not struck yet. */
export class Faults {
  /** Those still to strike, by operation. */
  readonly #left = new Map<OperationName, Fault[]>();
  readonly #calls = new Map<OperationName, number>();
  readonly struck: Fault[] = [];
  #over = false;

  constructor(faults: readonly Fault[]) {
    for (const fault of faults) {
      const others = this.#left.get(fault.operation);
      if (others === undefined) this.#left.set(fault.operation, [fault]);
      else others.push(fault);
    }
  }

  /** From now on nothing strikes. */
  end(): void {
    this.#over = true;
  }

  strike(operation: OperationName): FaultKind | undefined {
    const left = this.#left.get(operation);
    if (this.#over || left === undefined) return undefined;
    const nth = this.#calls.get(operation) ?? 0;
    this.#calls.set(operation, nth + 1);
    const at = left.findIndex((fault) => fault.nth === nth);
    const fault = left[at];
    if (fault === undefined) return undefined;
    left.splice(at, 1);
    this.struck.push(fault);
    return fault.kind;
  }
}
