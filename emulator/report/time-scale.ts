import type { EpochMillis } from '../account/clock.ts';

const MINUTE = 60_000;
/** Time in which nothing happens is cut out beyond this. */
const LONGEST_QUIET = 8 * MINUTE;
/** What is left of a quiet time on both sides of the cut. */
const AROUND_CUT = MINUTE;
export const CUT_WIDTH = 44;
const PLEASANT_WIDTH = 900;
const LEAST_PER_MINUTE = 22;
const MOST_PER_MINUTE = 100;
const LEAST_TICK_DISTANCE = 56;
const TICK_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 360, 1440];

export interface Cut {
  readonly from: EpochMillis;
  readonly until: EpochMillis;
  readonly x: number;
}

/** Where a time is on the chart, in pixels from its left edge. Long quiet times are cut out. */
export interface TimeScale {
  readonly width: number;
  readonly x: (time: EpochMillis) => number;
  readonly cuts: readonly Cut[];
  readonly ticks: readonly EpochMillis[];
}

export interface TimeSpan {
  readonly from: EpochMillis;
  readonly until: EpochMillis;
}

/** The scale for a time in which things happened at these moments. */
export function timeScale({ from, until }: TimeSpan, moments: readonly EpochMillis[]): TimeScale {
  const quiet = quietSpans({ from, until }, moments);
  const lost = quiet.reduce((sum, span) => sum + span.until - span.from, 0);
  const shownMinutes = Math.max(1, (until - from - lost) / MINUTE);
  const perMinute = clamp(
    (PLEASANT_WIDTH - quiet.length * CUT_WIDTH) / shownMinutes,
    LEAST_PER_MINUTE,
    MOST_PER_MINUTE,
  );
  const x = (time: EpochMillis) => {
    const at = clamp(time, from, until);
    let position = ((at - from) / MINUTE) * perMinute;
    for (const span of quiet) {
      const inside = clamp(at, span.from, span.until) - span.from;
      const whole = span.until - span.from;
      position += (inside / whole) * CUT_WIDTH - (inside / MINUTE) * perMinute;
    }
    return Math.round(position * 10) / 10;
  };
  return {
    width: Math.ceil(x(until)),
    x,
    cuts: quiet.map((span) => ({ ...span, x: x(span.from) })),
    ticks: ticks({ from, until }, perMinute).filter(
      (tick) => !quiet.some((span) => span.from - MINUTE / 2 < tick && tick < span.until + MINUTE / 2),
    ),
  };
}

/** The middle of every stretch in which nothing happens for long. */
function quietSpans({ from, until }: TimeSpan, moments: readonly EpochMillis[]): TimeSpan[] {
  const inside = moments.filter((time) => from < time && time < until).toSorted((a, b) => a - b);
  const all = [from, ...inside, until];
  return all.slice(1).flatMap((end, index) => {
    const begin = all[index] ?? end;
    return end - begin > LONGEST_QUIET ? [{ from: begin + AROUND_CUT, until: end - AROUND_CUT }] : [];
  });
}

function ticks({ from, until }: TimeSpan, perMinute: number): EpochMillis[] {
  const minutes = TICK_MINUTES.find((step) => step * perMinute >= LEAST_TICK_DISTANCE) ?? 1440;
  const step = minutes * MINUTE;
  const first = Math.ceil(from / step) * step;
  return Array.from(
    { length: Math.max(0, Math.floor((until - first) / step) + 1) },
    (_, index) => first + index * step,
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
