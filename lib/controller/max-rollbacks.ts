import { ConfigurationError } from '../configuration-error.ts';

/** How many incidents may roll back automatically, across all guards. */
export interface MaxRollbacks {
  /** At least 1. */
  readonly count: number;
  /** Within so many minutes, at least 1. */
  readonly minutes: number;
}

const DEFAULT: MaxRollbacks = { count: 5, minutes: 10 };

/** The limit as the function's environment has it. Throws a {@link ConfigurationError} where it is no limit. */
export function checkedMaxRollbacks(limit: MaxRollbacks | false = DEFAULT): string {
  if (limit === false) return 'no limit';
  const { count, minutes } = limit;
  if ([count, minutes].every((number) => Number.isInteger(number) && number >= 1)) return `${count} in ${minutes}`;
  throw new ConfigurationError(
    `maxRollbacks must be whole numbers from 1 on, or false; not ${count} in ${minutes} minutes`,
  );
}
