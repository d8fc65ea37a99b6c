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

/** By the clock on the wall; `signal` calls the day off. */
export function wallPace(signal?: AbortSignal): Pace {
  return {
    now: () => Date.now(),
    sleep: (milliseconds) => setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }),
  };
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
