import { expect, test } from 'vitest';
import { PORTION, portionsOf } from './portion.ts';

test.each([1, PORTION, PORTION + 1, 10_000, 12_345])('the portions of %i histories have that many', (runs) => {
  const sizes = portionsOf(7, runs).map((portion) => portion.runs);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(runs);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(PORTION);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
});

test('the first portion has the seed itself: what a worker says it played can be asked for alone', () => {
  expect(portionsOf(-5, PORTION)).toEqual([{ seed: -5, runs: PORTION }]);
});

test('no two portions of a million histories have the same seed, and all are whole numbers of 32 bits', () => {
  const seeds = portionsOf(1, 1_000_000).map(({ seed }) => seed);
  expect(new Set(seeds).size).toBe(1_000_000 / PORTION);
  expect(seeds.every((seed) => seed === (seed | 0))).toBe(true);
});

test('the seeds are those that the command line explains', () => {
  const [, second, third] = portionsOf(1, 3 * PORTION);
  expect(second?.seed).toBe(((1 + 2_654_435_769) % 2 ** 32) - 2 ** 32);
  expect(third?.seed).toBe((1 + 2 * 2_654_435_769) % 2 ** 32);
});
