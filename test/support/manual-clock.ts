import type { Cancel, Clock, EpochMillis } from '../../emulator/account/clock.ts';

interface Task {
  readonly due: EpochMillis;
  readonly sequence: number;
  readonly run: () => void | Promise<void>;
}

/** A clock that stands still until a test moves it. Only for synchronous tasks. */
export class ManualClock implements Clock {
  #now: EpochMillis;
  #sequence = 0;
  readonly #tasks = new Set<Task>();

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): EpochMillis {
    return this.#now;
  }

  at(time: EpochMillis, run: Task['run']): Cancel {
    const task = { due: Math.max(time, this.#now), sequence: this.#sequence++, run };
    this.#tasks.add(task);
    return () => {
      this.#tasks.delete(task);
    };
  }

  /** Moves time on and runs everything that comes due, in order. */
  advance({ minutes = 0, seconds = 0 }: { readonly minutes?: number; readonly seconds?: number }): void {
    const end = this.#now + minutes * 60_000 + seconds * 1000;
    for (let task = this.#nextBy(end); task !== undefined; task = this.#nextBy(end)) {
      this.#tasks.delete(task);
      this.#now = task.due;
      const result = task.run();
      if (result !== undefined) throw new Error('ManualClock runs synchronous tasks only');
    }
    this.#now = end;
  }

  #nextBy(end: EpochMillis): Task | undefined {
    let next: Task | undefined;
    for (const task of this.#tasks) {
      if (task.due > end) continue;
      if (next === undefined || task.due < next.due || (task.due === next.due && task.sequence < next.sequence))
        next = task;
    }
    return next;
  }
}
