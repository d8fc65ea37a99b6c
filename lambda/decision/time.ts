import * as z from 'zod/mini';

/** The first and the last moment that `Date` has are this far from the epoch. */
const LAST = 8_640_000_000_000_000;

/** Milliseconds since the Unix epoch. Every time in `lambda/` is one of these; adapters convert at the edge. */
export const Time = z.number().check(z.minimum(-LAST), z.maximum(LAST));
export type EpochMillis = z.infer<typeof Time>;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Within an hour of each other by the clock, on whatever days. */
export function isSameHour(one: EpochMillis, other: EpochMillis): boolean {
  const apart = Math.abs(one - other) % DAY;
  return Math.min(apart, DAY - apart) <= HOUR;
}

/** `2026-01-10 09:29:58 UTC`, as people read it in messages. */
export function clock(time: EpochMillis): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A duration to compare with a limit in minutes: `74 min 2 s`, `4327 min (3 d)`. Rounded up: what is over the limit must look so. */
export function inMinutes(millis: number): string {
  const seconds = Math.max(0, Math.ceil(millis / SECOND));
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes === 0) return `${rest} s`;
  if (millis >= DAY) return `${Math.ceil(millis / MINUTE)} min (${span(millis)})`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** A duration for people: `45 s`, `14 min 2 s`, `3 h 5 min`, `2 d 4 h`. Never negative. */
export function span(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / SECOND));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
