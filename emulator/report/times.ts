import type { EpochMillis } from '../account/clock.ts';

/** `09:05`, or `09:05:12` with seconds; UTC. */
export function clockOfDay(time: EpochMillis, precision: 'minutes' | 'seconds' = 'minutes'): string {
  return new Date(time).toISOString().slice(11, precision === 'minutes' ? 16 : 19);
}

/** `Tuesday, 3 March 2026`; UTC. */
export function dayOf(time: EpochMillis): string {
  return new Date(time).toLocaleDateString('en-GB', { dateStyle: 'full', timeZone: 'UTC' });
}

/** `52 min`, `3 h`, rounded: what a picture can show of a duration. */
export function span(millis: number): string {
  const minutes = Math.round(millis / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
