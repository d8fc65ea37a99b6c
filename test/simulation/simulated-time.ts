import type { Cancel, Clock, EpochMillis } from '../../emulator/account/clock.ts';

interface Task {
  readonly time: EpochMillis;
  readonly run: () => void | Promise<void>;
  cancelled: boolean;
}

/**
 * The time of one simulated history, and its scheduler: everything that happens is a task at a time, tasks due together
 * run in order of scheduling, and after each task every promise it resolved is followed to its next wait. So a history
 * takes the same course whenever it is run.
 */
export class SimulatedTime implements Clock {
  #now: EpochMillis;
  /** Something went on that awaits, and has not been followed to its next wait yet. */
  #resumed = false;
  /** Latest first. */
  readonly #tasks: Task[] = [];

  constructor(start: EpochMillis) {
    this.#now = start;
  }

  now(): EpochMillis {
    return this.#now;
  }

  at(time: EpochMillis, run: Task['run']): Cancel {
    const task: Task = { time: Math.max(time, this.#now), run, cancelled: false };
    let low = 0;
    let high = this.#tasks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tasks[middle]?.time ?? 0) > task.time) low = middle + 1;
      else high = middle;
    }
    this.#tasks.splice(low, 0, task);
    return () => {
      task.cancelled = true;
    };
  }

  /** Resolves so many milliseconds later. */
  wait(millis: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.#now + millis, () => {
        this.resume(resolve);
      });
    });
  }

  /** Lets something go on that awaits; what it leads to happens before the next task. */
  resume(goOn: () => void): void {
    this.#resumed = true;
    goOn();
  }

  /** Runs everything that is due by then; `afterEach` is called whenever a task and what it led to have happened. */
  run(until: EpochMillis, afterEach: () => void = () => undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const goOn = () => {
        try {
          while (!this.#resumed) {
            afterEach();
            const next = this.#tasks.at(-1);
            if (next === undefined || next.time > until) {
              this.#now = Math.max(this.#now, until);
              resolve();
              return;
            }
            this.#tasks.pop();
            if (next.cancelled) continue;
            this.#now = next.time;
            const work = next.run();
            if (work === undefined) continue;
            this.#resumed = true;
            work.then(settle, reject);
            return;
          }
          settle();
        } catch (error) {
          reject(error);
        }
      };
      /** A tick of Node comes once the queue of microtasks is empty: nothing can go on without another task. */
      const settle = () => {
        this.#resumed = false;
        void SETTLED.then(() => process.nextTick(goOn));
      };
      goOn();
    });
  }
}

/** What is chained to it runs after the reactions that are queued already: a tick asked for at once would come before them. */
const SETTLED = Promise.resolve();
