import { setTimeout } from 'node:timers/promises';

/** How a game day waits. */
export interface Pace {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Rejects when the day was called off. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** What was waited for did not come. */
export class NotInTime extends Error {
  override readonly name = 'NotInTime';
}

/**
 * By the clock on the wall, or `speed` times as fast, for an account whose time passes so. `signal` calls the day off.
 */
export function wallPace(signal?: AbortSignal, speed = 1): Pace {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * speed,
    sleep: (milliseconds) => setTimeout(milliseconds / speed, undefined, signal === undefined ? {} : { signal }),
  };
}

/** What came, or undefined where it did not come in time. */
export async function orNever<Seen>(waiting: Promise<Seen>): Promise<Seen | undefined> {
  try {
    return await waiting;
  } catch (error) {
    if (error instanceof NotInTime) return undefined;
    throw error;
  }
}

export interface Patience {
  /** For messages: what is waited for. */
  readonly what: string;
  readonly withinSeconds: number;
  /** Default 3. */
  readonly everySeconds?: number;
}

/** Looks until there is something to see. Throws {@link NotInTime}. */
export async function until<Seen>(
  pace: Pace,
  { what, withinSeconds, everySeconds = 3 }: Patience,
  look: () => Promise<Seen | undefined>,
): Promise<Seen> {
  const end = pace.now() + withinSeconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (pace.now() >= end) throw new NotInTime(`${what}: not within ${withinSeconds} s`);
    await pace.sleep(everySeconds * 1000);
  }
}
