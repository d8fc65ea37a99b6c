import type { EpochMillis } from '../clock.ts';

/** What is wrong with a release: which metrics it raises while the release is live, and when. */
export interface Defect {
  readonly name: string;
  readonly raises: readonly Raise[];
  readonly shows: Showing;
}

/** So much is added to a metric while something is wrong. */
export interface Raise {
  readonly metric: string;
  readonly by: number;
}

/** When a defect shows while its release is live: some time after it went live, or in a part of every day (minutes of the day, UTC). */
export type Showing =
  | { readonly kind: 'after'; readonly minutes: number }
  | { readonly kind: 'daily'; readonly from: number; readonly until: number };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Whether a defect shows at `now`, on a release that is live since `since`, and when that changes next; without an end: never. */
export function showingAt(
  { shows }: Defect,
  since: EpochMillis,
  now: EpochMillis,
): { readonly on: boolean; readonly changesAt?: EpochMillis } {
  if (shows.kind === 'after') {
    const begins = since + shows.minutes * MINUTE;
    return begins > now ? { on: false, changesAt: begins } : { on: true };
  }
  const midnight = now - (now % DAY);
  const [from, until] = [midnight + shows.from * MINUTE, midnight + shows.until * MINUTE];
  if (now < from) return { on: false, changesAt: from };
  return now < until ? { on: true, changesAt: until } : { on: false, changesAt: from + DAY };
}
