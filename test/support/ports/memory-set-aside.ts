import type { SetAside } from '../../../lambda/ports.ts';

/** A queue of what could not be handled, in memory; what was taken is hidden until it is put back. */
export class MemorySetAside implements SetAside {
  readonly #bodies: string[];
  readonly #hidden = new Set<string>();

  constructor(...bodies: readonly string[]) {
    this.#bodies = [...bodies];
  }

  /** What lies there, taken or not. */
  get bodies(): readonly string[] {
    return [...this.#bodies];
  }

  async take() {
    const seen = this.#bodies.filter((body) => !this.#hidden.has(body)).slice(0, 10);
    for (const body of seen) this.#hidden.add(body);
    return seen.map((body) => ({
      id: `message of ${body.length} characters`,
      body,
      remove: async () => {
        this.#bodies.splice(this.#bodies.indexOf(body), 1);
      },
      putBack: async () => {
        this.#hidden.delete(body);
      },
    }));
  }
}
