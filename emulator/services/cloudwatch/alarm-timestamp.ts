import type { EpochMillis } from '../../account/clock.ts';

/** `2026-01-10T09:29:58.989+0000`, as alarm events and reason data write times. */
export function alarmTimestamp(time: EpochMillis): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}

/** `Friday 22 July, 2022 15:57:45 UTC`, as the reason of a composite alarm writes times. */
export function spokenTimestamp(time: EpochMillis): string {
  const date = new Date(time);
  return `${DAY.format(date)}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`;
}

/** Made once: a format takes longer to make than to use. Its parts come as `Friday 22 July`. */
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long', day: '2-digit', month: 'long' });

/** `02/10/19 16:59:00`, as the reason of a metric alarm writes the time of a data point. */
export function datapointTimestamp(time: EpochMillis): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}

/** Epoch seconds, as the API answers times. */
export function epochSeconds(time: EpochMillis): number {
  return time / 1000;
}
