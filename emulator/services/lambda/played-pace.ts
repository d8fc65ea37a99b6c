import type { Clock } from '../../account/clock.ts';

/**
 * How long invocations take where that is played: a machine has few processes, and Lambda a thousand environments. The account's clock has to
 * stand still while work is done (`VirtualClockOptions.workTakes`).
 */
export interface PlayedPace {
  /** So many processes do the work of all environments, one invocation after the other. */
  readonly processes: number;
  /** Milliseconds of the account that an invocation takes in an environment that is new, and in one that is not. */
  readonly coldMillis: number;
  readonly warmMillis: number;
}

/** The environments of one function at a played pace. */
export class PlayedEnvironments {
  readonly #pace: PlayedPace;
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #warm = 0;
  #busy = 0;
  #working = 0;

  constructor(pace: PlayedPace, clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
  }

  /** Environments that are taken. */
  get busy(): number {
    return this.#busy;
  }

  /** Does the work of an invocation as soon as a process is free, and takes an environment for as long as it is played to. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { coldMillis, warmMillis, processes } = this.#pace;
    const millis = this.#warm > 0 ? warmMillis : coldMillis;
    if (this.#warm > 0) this.#warm--;
    this.#busy++;
    this.#clock.at(this.#clock.now() + millis, () => {
      this.#busy--;
      this.#warm++;
    });
    if (this.#working < processes) this.#working++;
    else await new Promise<void>((take) => this.#waiting.push(take));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#working--;
      else next();
    }
  }
}
