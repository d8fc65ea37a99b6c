import { beforeAll, describe, expect, it } from 'vitest';
import type { History } from './history.ts';
import { FOUND_HISTORIES, TELLING_HISTORIES } from './kept-histories.ts';
import { runHistory } from './run-history.ts';
import { type KeptHistory, type Sabotage, sabotaged, type UnitTest } from './sabotage.ts';
import { type Result, runTrials } from './sabotaged-unit-tests.ts';
import { SABOTAGES } from './sabotages.ts';

const KEPT = [...FOUND_HISTORIES, ...TELLING_HISTORIES];

type SabotageMissedBy<M> = Sabotage & { readonly missedBy: M };

const byHistory = SABOTAGES.filter((one): one is SabotageMissedBy<KeptHistory> => 'history' in one.missedBy);
const byTest = SABOTAGES.filter((one): one is SabotageMissedBy<UnitTest> => 'test' in one.missedBy);

function kept(what: string): History {
  const found = KEPT.find((one) => one.what === what);
  if (found === undefined) throw new Error(`no history is kept of this: ${what}`);
  return found.history;
}

describe('without a rule a history breaks an invariant', () => {
  it.each(byHistory)('$rule: $missedBy.history', async ({ changes, missedBy: { history } }) => {
    const { subject, remove } = await sabotaged(changes);
    try {
      expect((await runHistory(kept(history), subject)).violations).not.toEqual([]);
    } finally {
      await remove();
    }
  });
});

describe('without a rule a test fails', () => {
  let results: readonly Result[] = [];
  beforeAll(async () => {
    results = await runTrials(byTest);
  });

  it.each(byTest.map((one, index) => ({ ...one, index })))('$rule: $missedBy.test', ({ index }) => {
    expect(results[index]).toBe('failed');
  });
});

it('no rule is taken away twice under one name, and more than fifty are', () => {
  const rules = SABOTAGES.map(({ rule }) => rule);
  expect(new Set(rules).size).toBe(rules.length);
  expect(rules.length).toBeGreaterThan(50);
});

it('what is kept to tell of a rule tells of one', () => {
  // The last one is for `sabotaged-records.test.ts`.
  const needed = new Set([...byHistory.map(({ missedBy }) => missedBy.history), 'a lease is longer than the timeout']);
  expect(TELLING_HISTORIES.map(({ what }) => what).filter((what) => !needed.has(what))).toEqual([]);
});

it.each(TELLING_HISTORIES)('with every rule nothing is broken by: $what', async ({ history }) => {
  expect((await runHistory(history)).violations).toEqual([]);
});
