import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FOUND_HISTORIES } from './found-histories.ts';
import { history } from './history.ts';
import { type Report, runHistory } from './run-history.ts';

const SEED = 20260110;
const RUNS = 1_500;

it(`breaks no invariant in ${RUNS} histories of seed ${SEED}`, { timeout: 240_000 }, async () => {
  const reports: Report[] = [];
  await fc.assert(
    fc.asyncProperty(history, async (one) => {
      const report = await runHistory(one);
      reports.push(report);
      // The history that fast-check prints can be saved and followed: npm run simulate -- --history FILE
      expect(report.violations).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // The histories are worth something only while much happens in them.
  const sum = (count: (report: Report) => number) => reports.reduce((total, report) => total + count(report), 0);
  expect(sum(({ automaticRollbacks }) => automaticRollbacks)).toBeGreaterThan(RUNS / 5);
  expect(sum(({ commandedRollbacks }) => commandedRollbacks)).toBeGreaterThan(RUNS / 100);
  expect(sum(({ faults }) => faults.length)).toBeGreaterThan(RUNS / 2);
  expect(new Set(reports.flatMap(({ holds }) => holds)).size).toBeGreaterThan(18);
  expect(new Set(reports.flatMap(({ outcomes }) => outcomes)).size).toBeGreaterThan(11);
});

it.each(FOUND_HISTORIES)('has learnt from: $what', async ({ history: one }) => {
  expect((await runHistory(one)).violations).toEqual([]);
});

it('plays the same history the same way', async () => {
  const [one] = fc.sample(history, { seed: SEED, numRuns: 1 });
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
