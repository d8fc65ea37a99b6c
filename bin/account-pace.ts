import type { VirtualClock } from '../emulator/account/virtual-clock.ts';
import type { Pace } from '../lib/gameday/pace.ts';

const A_MONTH = 30 * 24 * 60 * 60_000;

/**
 * The pace of a local account whose time jumps: while somebody sleeps by it, the account goes from one thing that is due to the next;
 * while he is awake, time passes as on the wall. One sleeper at a time.
 */
export class AccountPace implements Pace {
  readonly #clock: VirtualClock;
  readonly #signal: AbortSignal | undefined;
  #release: () => void = () => undefined;

  constructor(clock: VirtualClock, signal?: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.#hold();
  }

  /** The same account and time, with nobody to call it off. */
  uncalled(): Pace {
    return { now: this.now, sleep: (milliseconds) => this.#sleep(milliseconds, undefined) };
  }

  readonly now = () => this.#clock.now();

  readonly sleep = (milliseconds: number) => this.#sleep(milliseconds, this.#signal);

  /** Lets time pass until the clock is stopped. Rejects with a defect of the account. */
  async passing(): Promise<void> {
    await this.#clock.run(this.#clock.now() + A_MONTH);
  }

  async #sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const wakeUp = () => {
        signal?.removeEventListener('abort', calledOff);
        this.#hold();
        resolve();
      };
      const cancel = this.#clock.at(this.#clock.now() + milliseconds, wakeUp);
      const calledOff = () => {
        cancel();
        this.#hold();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', calledOff, { once: true });
      this.#release();
    });
  }

  #hold(): void {
    void this.#clock.hold(
      new Promise<void>((resolve) => {
        this.#release = resolve;
      }),
    );
  }
}
