import type { Tally } from './tally.ts';

/** Somewhere to write lines to, such as stderr. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Says now and then how far a simulation is: every 10 seconds to a person at a terminal, every minute to a log. */
export class Progress {
  readonly #runs: number;
  readonly #screen: Screen;
  /** Milliseconds. */
  readonly #clock: () => number;
  readonly #began: number;
  #said: number;

  constructor(runs: number, screen: Screen, clock: () => number) {
    this.#runs = runs;
    this.#screen = screen;
    this.#clock = clock;
    this.#began = clock();
    this.#said = this.#began;
  }

  report(soFar: Tally): void {
    const now = this.#clock();
    if (now - this.#said < (this.#screen.isTTY ? 10_000 : 60_000)) return;
    this.#said = now;
    const histories = soFar.of('histories');
    const perSecond = histories / ((now - this.#began) / 1000);
    const minutes = (this.#runs - histories) / perSecond / 60;
    const of = `${histories.toLocaleString('en')} of ${this.#runs.toLocaleString('en')} histories`;
    const speed = `${Math.round(perSecond)} per second`;
    this.#screen.write(`${of}, ${soFar.of('violations')} violations, ${speed}, ${minutes.toFixed(1)} min to go\n`);
  }
}
