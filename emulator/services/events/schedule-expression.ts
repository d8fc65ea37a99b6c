import { Cron } from 'croner';
import type { EpochMillis } from '../../account/clock.ts';
import { ServiceError } from '../service.ts';

/** The next time a schedule is due after a time; undefined when it never is again. */
export type Schedule = (after: EpochMillis) => EpochMillis | undefined;

const UNITS: { readonly [unit: string]: number } = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Parses `rate(5 minutes)` or `cron(0 12 * * ? *)`, in UTC (EB:eb-scheduled-rule-pattern). */
export function parseScheduleExpression(expression: string): Schedule {
  const [, kind, content = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(content, expression);
  if (kind === 'cron') return cron(content, expression);
  throw invalid(expression);
}

function rate(content: string, expression: string): Schedule {
  const [, value = '', unit = '', plural = ''] = /^(\d+) (minute|hour|day)(s?)$/.exec(content) ?? [];
  const length = UNITS[unit];
  const count = Number(value);
  if (length === undefined || count < 1 || (count === 1) !== (plural === '')) throw invalid(expression);
  return (after) => after + count * length;
}

/** AWS has minutes, hours, day of month, month, day of week (1 is Sunday), year; one of the days must be `?`. */
function cron(content: string, expression: string): Schedule {
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year, ...others] = content.split(/\s+/);
  if (year === undefined || others.length > 0 || (dayOfMonth === '?') === (dayOfWeek === '?'))
    throw invalid(expression);
  const days = dayOfWeek?.replaceAll(/(?<![#/\dA-Z])\d/g, (day) => String(Number(day) - 1));
  const pattern = ['0', minutes, hours, dayOfMonth, month, days, year].join(' ').replaceAll('?', '*');
  try {
    const job = new Cron(pattern, { timezone: 'UTC', paused: true, sloppyRanges: true });
    return (after) => job.nextRun(new Date(after))?.getTime();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw invalid(expression);
    throw error;
  }
}

function invalid(expression: string): ServiceError {
  return new ServiceError(
    'ValidationException',
    `Parameter ScheduleExpression is not valid: "${expression}"; write rate(5 minutes) or cron(0 12 * * ? *).`,
  );
}
