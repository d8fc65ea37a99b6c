import { describe, expect, it } from 'vitest';
import { parseScheduleExpression } from '../../../../emulator/services/events/schedule-expression.ts';

/** A Saturday. */
const AFTER = Date.parse('2026-01-10T09:30:00.000Z');

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-01-10T09:31:00.000Z'],
    ['rate(5 minutes)', '2026-01-10T09:35:00.000Z'],
    ['rate(2 days)', '2026-01-12T09:30:00.000Z'],
    ['cron(0 12 * * ? *)', '2026-01-10T12:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-01-10T09:45:00.000Z'],
    ['cron(0 8 1 * ? *)', '2026-02-01T08:00:00.000Z'],
    ['cron(0 18 ? * MON-FRI *)', '2026-01-12T18:00:00.000Z'],
    ['cron(0 18 ? * 1 *)', '2026-01-11T18:00:00.000Z'],
    ['cron(0 18 ? * 2-6 *)', '2026-01-12T18:00:00.000Z'],
    ['cron(0 9 ? * 2#1 *)', '2026-02-02T09:00:00.000Z'],
    ['cron(0 10 L * ? *)', '2026-01-31T10:00:00.000Z'],
    ['cron(0 0 1 1 ? 2030)', '2030-01-01T00:00:00.000Z'],
  ])('%s is next due at %s', (expression, due) => {
    expect(new Date(parseScheduleExpression(expression)(AFTER) ?? 0).toISOString()).toBe(due);
  });

  it('is never due when its years are over', () => {
    expect(parseScheduleExpression('cron(0 0 1 1 ? 2020)')(AFTER)).toBeUndefined();
  });

  it.each([
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(1 minutes)',
    'cron(* * * * *)',
    'cron(0 0 1 1 1 *)',
    'cron(61 0 1 1 ? *)',
    'daily',
  ])('%s is refused', (expression) => {
    expect(() => parseScheduleExpression(expression)).toThrow('ScheduleExpression is not valid');
  });
});
