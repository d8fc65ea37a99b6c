import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cancel, Clock, EpochMillis } from './clock.ts';

/** A clock that lets real work in flight (a function invocation) finish before time jumps over it. */
export interface AccountClock extends Clock {
  /** Time does not jump until `work` has settled; it passes at the pace of the wall clock meanwhile. Returns `work`. */
  hold<T>(work: Promise<T>): Promise<T>;
}

export interface VirtualClockOptions {
  /** The time it starts at; the wall clock's time where absent. */
  readonly start?: EpochMillis;
  /**
   * How many account seconds pass in a real second while no work is in flight. Absent: time stands still, and jumps
   * from task to task inside `run`, `advance` and `runUntilIdle`.
   */
  readonly speed?: number;
  /** What work in flight takes: as long as it really does (default), or `nothing`: then time stands still until it has settled. */
  readonly workTakes?: 'its time' | 'nothing';
}

interface Task {
  readonly time: EpochMillis;
  readonly run: () => void | Promise<void>;
}

/** The longest delay of `setTimeout`. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The time of the local account: a queue of due tasks that run in order of their time, those due together in order of
 * scheduling. A task that returns a promise is work in flight: tasks due in the meantime start beside it, as in life,
 * but time does not jump on before it has settled. While work is in flight, time passes at the pace of the wall clock,
 * so the account and the function (whose own clock ticks on) agree.
 *
 * A task that throws fails the `run`, `advance` or `runUntilIdle` under way, or the next one. With a `speed` nobody
 * may be waiting, so the error is thrown into the process.
 */
export class VirtualClock implements AccountClock {
  readonly #speed: number | undefined;
  readonly #rateOfWork: number;
  readonly #tasks: Task[] = [];
  readonly #failures: unknown[] = [];
  readonly #onChange = new Set<() => void>();
  #anchor: { readonly time: number; readonly real: number };
  #held = 0;
  #timer: NodeJS.Timeout | undefined;
  #starting: Promise<void> | undefined;
  #stopped = false;

  constructor(options: VirtualClockOptions = {}) {
    if (options.speed !== undefined && !(options.speed > 0 && Number.isFinite(options.speed))) {
      throw new RangeError(`speed must be a positive number, got ${options.speed}; leave it out to jump`);
    }
    this.#speed = options.speed;
    this.#rateOfWork = options.workTakes === 'nothing' ? 0 : 1;
    this.#anchor = { time: options.start ?? Date.now(), real: performance.now() };
  }

  now(): EpochMillis {
    return Math.floor(this.#exactNow());
  }

  at(time: EpochMillis, run: () => void | Promise<void>): Cancel {
    if (!Number.isFinite(time)) throw new RangeError(`a task needs a time to run at, got ${time}`);
    const task: Task = { time, run };
    this.#tasks.splice(this.#positionAfter(time), 0, task);
    this.#arm();
    return () => {
      const position = this.#tasks.indexOf(task);
      if (position >= 0) this.#tasks.splice(position, 1);
    };
  }

  hold<T>(work: Promise<T>): Promise<T> {
    this.#changeHeld(1);
    const release = () => this.#changeHeld(-1);
    work.then(release, release);
    return work;
  }

  /** Runs everything due in the next `milliseconds`. */
  advance(milliseconds: number): Promise<void> {
    return this.run(this.now() + milliseconds);
  }

  /** Runs everything due until `time` and waits for the work it started. Work that takes long can end after `time`. */
  async run(until: EpochMillis): Promise<void> {
    this.at(until, () => undefined);
    await this.#runUntil(until);
  }

  /**
   * Runs until no task is left and no work is in flight. Answers false, at once or after what was due, when the next
   * task is more than `limit` milliseconds away.
   */
  async runUntilIdle(limit: number): Promise<boolean> {
    await this.#runUntil(this.now() + limit);
    return this.#tasks.length === 0;
  }

  /** Ends the passing of time. Tasks that are left never run. */
  stop(): void {
    this.#setTime(this.#exactNow());
    this.#stopped = true;
    this.#tasks.length = 0;
    clearTimeout(this.#timer);
    this.#changed();
  }

  async #runUntil(until: EpochMillis): Promise<void> {
    while (!this.#stopped) {
      await this.#startDue();
      // In-process work that nobody holds gets its turn before time moves.
      await nextTurn();
      if (this.#failures.length > 0) throw this.#failures.shift();
      const next = this.#tasks[0]?.time;
      if (next !== undefined && next <= this.now()) continue;
      if (this.#held > 0) await this.#change();
      else if (next === undefined || next > until) return;
      else if (this.#speed === undefined) this.#setTime(next);
      else await this.#change();
    }
  }

  #startDue(): Promise<void> {
    this.#starting ??= this.#startEachDue().finally(() => {
      this.#starting = undefined;
      this.#arm();
      this.#changed();
    });
    return this.#starting;
  }

  async #startEachDue(): Promise<void> {
    for (let task = this.#tasks[0]; task !== undefined && task.time <= this.now(); task = this.#tasks[0]) {
      this.#tasks.shift();
      try {
        const work = task.run();
        // Work of a few microtasks ends before the next task starts; real work goes on beside it.
        if (work !== undefined) await Promise.race([this.hold(work).catch((error) => this.#fail(error)), nextTurn()]);
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#speed === undefined) {
      this.#failures.push(error);
      return;
    }
    queueMicrotask(() => {
      throw error;
    });
  }

  #rate(): number {
    if (this.#stopped) return 0;
    return this.#held > 0 ? this.#rateOfWork : (this.#speed ?? 0);
  }

  #exactNow(): number {
    return this.#anchor.time + (performance.now() - this.#anchor.real) * this.#rate();
  }

  #setTime(time: number): void {
    this.#anchor = { time, real: performance.now() };
  }

  #changeHeld(change: 1 | -1): void {
    this.#setTime(this.#exactNow());
    this.#held += change;
    this.#arm();
    this.#changed();
  }

  /** Sets the timer for the next task while time passes by itself. */
  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#tasks[0];
    const rate = this.#rate();
    if (next === undefined || rate === 0 || this.#starting !== undefined) return;
    const delay = Math.max(0, Math.ceil((next.time - this.#exactNow()) / rate));
    this.#timer = setTimeout(() => void this.#startDue(), Math.min(delay, LONGEST_TIMER));
  }

  #changed(): void {
    for (const resolve of this.#onChange) resolve();
    this.#onChange.clear();
  }

  /** Waits until tasks were started, or work was started or has settled. */
  #change(): Promise<void> {
    return new Promise((resolve) => this.#onChange.add(resolve));
  }

  /** Index behind every task that is due at `time` or earlier. */
  #positionAfter(time: EpochMillis): number {
    let low = 0;
    let high = this.#tasks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tasks[middle]?.time ?? Number.POSITIVE_INFINITY) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
