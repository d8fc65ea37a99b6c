import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { playWithCrew } from './crew.ts';
import { history } from './history.ts';
import { FOUND_HISTORIES } from './kept-histories.ts';
import { runHistory } from './run-history.ts';

const SEED = 20260110;
const RUNS = 1_000;

it(`breaks no invariant in ${RUNS} histories of seed ${SEED}`, async () => {
  const { tally, violation } = await playWithCrew({ seed: SEED, runs: RUNS, workers: availableParallelism() });
  // `.ci/run` plays 10,000. The shrunk history can be saved and followed: npm run simulate -- --history FILE
  expect(violation, JSON.stringify(violation)).toBeUndefined();
  expect(tally.of('histories')).toBe(RUNS);
  // The histories are worth something only while much happens in them.
  expect(tally.of('automatic rollbacks')).toBeGreaterThan(RUNS / 5);
  expect(tally.of('rollbacks by command')).toBeGreaterThan(RUNS / 100);
  expect(tally.kinds('fault ')).toBe(9);
  expect(tally.kinds('hold ')).toBeGreaterThan(18);
  expect(tally.kinds('entry ')).toBeGreaterThan(11);
});

it.each(FOUND_HISTORIES)('has learnt from: $what', async ({ history: one }) => {
  expect((await runHistory(one)).violations).toEqual([]);
});

it('plays the same history the same way', async () => {
  const [one] = fc.sample(history, { seed: SEED, numRuns: 10 }).toSorted((a, b) => b.steps.length - a.steps.length);
  if (one === undefined) throw new Error('fast-check gave no history');
  const play = async () => {
    const lines: string[] = [];
    await runHistory(one, undefined, (line) => lines.push(withoutRandomIds(line)));
    return lines;
  };
  const first = await play();
  expect(first.length).toBeGreaterThan(10);
  expect(await play()).toEqual(first);
});

/** Holders and metric ids are random; nothing depends on their values. */
function withoutRandomIds(line: string): string {
  return line.replaceAll(/(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'random');
}
