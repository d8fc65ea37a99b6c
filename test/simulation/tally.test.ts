import { expect, test } from 'vitest';
import type { Report } from './run-history.ts';
import { Tally } from './tally.ts';

const report: Report = {
  violations: [],
  automaticRollbacks: 2,
  commandedRollbacks: 1,
  holds: ['paused', 'paused', 'dry-run'],
  outcomes: ['recovered'],
  faults: [{ operation: 'save', nth: 0, kind: 'lost' }],
  invocations: 30,
};

function tallyOf(...reports: readonly Report[]): Tally {
  const tally = new Tally();
  for (const one of reports) tally.add(one);
  return tally;
}

test('a tally counts what happened in each history', () => {
  expect(tallyOf(report, { ...report, violations: ['I1: twice'] }).counts).toEqual([
    ['automatic rollbacks', 4],
    ['entry recovered', 2],
    ['fault lost', 2],
    ['histories', 2],
    ['hold dry-run', 2],
    ['hold paused', 4],
    ['invocations', 60],
    ['rollbacks by command', 2],
    ['violations', 1],
  ]);
});

test('merged tallies are the tally of all their histories, also where they come from another thread', () => {
  const other: Report = { ...report, holds: ['refused'] };
  const sum = new Tally();
  for (const part of [tallyOf(report), tallyOf(other, report)]) sum.merge(new Tally(structuredClone(part.counts)));
  expect(sum.counts).toEqual(tallyOf(report, other, report).counts);
});

test('kinds are counted once each', () => {
  expect(tallyOf(report, report).kinds('hold ')).toBe(2);
  expect(tallyOf().kinds('hold ')).toBe(0);
});
