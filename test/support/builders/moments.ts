import type { EpochMillis } from '../../../lambda/decision/time.ts';

/** A moment of the day that the stories of the tests play on: `at('10:05')`, `at('10:05:30.250')`. */
export function at(time: string): EpochMillis {
  const moment = Date.parse(`2026-01-10T${time.length === 5 ? `${time}:00` : time}Z`);
  if (Number.isNaN(moment)) throw new Error(`"${time}" is no time of day`);
  return moment;
}
