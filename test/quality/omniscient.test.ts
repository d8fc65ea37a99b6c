import { expect, test } from 'vitest';
import { seedOf } from './batch.ts';
import { figuresOf } from './figures.ts';
import { playKnowingTheTruth } from './omniscient.ts';
import { scoreOf, sum } from './score.ts';

test('who knows the truth is right every time, and misses nothing', async () => {
  const seeds = Array.from({ length: 60 }, (_, n) => seedOf(13, n));
  const scores = await Promise.all(seeds.map(async (seed) => scoreOf(seed, await playKnowingTheTruth(seed))));
  const figures = figuresOf(sum(scores));
  expect(figures.undone).toBeGreaterThan(100);
  expect(figures.misses).toEqual([]);
  expect(figures).toMatchObject({ precision: 1, recall: 1, harmful: 0, needless: 0, tooFar: 0 });
});
