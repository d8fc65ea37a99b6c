import { describe, expect, test } from 'vitest';
import { clock, inMinutes, span } from '../../../lambda/decision/time.ts';
import { at } from '../../support/builders/moments.ts';

test('a moment is told in UTC, without milliseconds', () => {
  expect(clock(at('09:29:58.989'))).toBe('2026-01-10 09:29:58 UTC');
});

describe('a duration is told in its two largest units', () => {
  test.each([
    [0, '0 s'],
    [-5_000, '0 s'],
    [499, '0 s'],
    [45_000, '45 s'],
    [59_600, '1 min'],
    [842_000, '14 min 2 s'],
    [3_600_000, '1 h'],
    [11_100_000, '3 h 5 min'],
    [3_645_000, '1 h'],
    [187_200_000, '2 d 4 h'],
  ])('%i ms is %s', (millis, told) => {
    expect(span(millis)).toBe(told);
  });
});

describe('a duration that is compared with minutes is told in minutes, never less than it is', () => {
  test.each([
    [0, '0 s'],
    [-1, '0 s'],
    [30_000, '30 s'],
    [3_600_000, '60 min'],
    [3_600_001, '60 min 1 s'],
    [4_440_000, '74 min'],
    [86_400_001, '1441 min (1 d)'],
    [777_600_000, '12960 min (9 d)'],
    [259_620_000, '4327 min (3 d)'],
  ])('%i ms is %s', (millis, told) => {
    expect(inMinutes(millis)).toBe(told);
  });
});
