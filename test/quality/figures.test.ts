import { expect, test } from 'vitest';
import { figuresOf } from './figures.ts';
import type { Outcome } from './play-history.ts';
import { NOTHING, scoreOf, sum } from './score.ts';
import { MINUTES, releaseOf } from './small-history.ts';
import type { RollbackKind } from './stage-ledger.ts';
import { tableOf } from './table.ts';

const release = releaseOf('v2', { bad: true });
const onset = { at: 0, liveSince: 0, release };
const rollback = (kind: RollbackKind, tooFar = 0) => ({ at: 0, kind, target: release, hadShown: false, tooFar });
const undone = { kind: 'undone', onset, at: MINUTES } as const;
const missed = { kind: 'missed', onset, alarmSince: 0, from: 0, deadline: MINUTES } as const;

function outcome(but: Partial<Outcome> = {}): Outcome {
  return {
    rollbacks: [],
    chances: [],
    faults: [],
    misses: [],
    exposures: [],
    platformCouldBeTold: false,
    ...but,
  };
}

const figures = (...outcomes: readonly Outcome[]) => figuresOf(sum(outcomes.map((one, n) => scoreOf(n, one))));

test('precision is the share of the rollbacks that were right', () => {
  const rollbacks = (['precise', 'precise', 'precise', 'needless'] as const).map((kind) => rollback(kind));
  expect(figures(outcome({ rollbacks })).precision).toBe(0.75);
});

test('recall leaves out what nobody could have done', () => {
  const chances = [undone, missed, { kind: 'unseen', onset }, { kind: 'impossible', onset }] as const;
  expect(figures(outcome({ chances }))).toMatchObject({ recall: 0.5, unseen: 1, impossible: 1 });
});

test('without a rollback or a chance there is no share', () => {
  expect(figures(outcome())).toMatchObject({ precision: null, recall: null, exposureMedianMinutes: null });
});

test('platform trouble that nobody could tell is left out where the figure says so', () => {
  const wrong = outcome({
    rollbacks: [rollback('precise'), rollback('needless')],
    faults: [{ ...rollback('needless'), cause: 'platform' }],
  });
  expect(figures(wrong)).toMatchObject({ precision: 0.5, precisionBesideUntoldPlatform: 1 });
  expect(figures({ ...wrong, platformCouldBeTold: true }).precisionBesideUntoldPlatform).toBe(0.5);
});

test('a bad target that had not shown itself is told from one that had', () => {
  const hidden = [rollback('precise'), rollback('futile'), rollback('unlucky')];
  expect(figures(outcome({ rollbacks: hidden }))).toMatchObject({ hidden: 2, precisionOfTheKnowable: 1 });
  const shown = [rollback('precise'), { ...rollback('futile'), hadShown: true }];
  expect(figures(outcome({ rollbacks: shown }))).toMatchObject({ hidden: 0, precisionOfTheKnowable: 0.5 });
});

test('only right rollbacks go too far', () => {
  expect(figures(outcome({ rollbacks: [rollback('precise', 2), rollback('needless', 5)] })).tooFar).toBe(2);
});

test('exposure has a median and the worst of twenty', () => {
  const exposures = Array.from({ length: 100 }, (_, n) => n + 1);
  expect(figures(outcome({ exposures }))).toMatchObject({ exposureMedianMinutes: 50, exposureP95Minutes: 95 });
});

test('causes are counted, with the first history that had each', () => {
  const some = outcome({ misses: ['hold paused'] });
  expect(figures(outcome(), some, some).misses).toEqual([{ cause: 'hold paused', count: 2, seed: 1 }]);
});

test('a sum of nothing is nothing', () => {
  expect(sum([])).toEqual(NOTHING);
});

test('the table has a row for each decider, and names a seed for every cause', () => {
  const rows = [
    { name: 'ours', figures: figures(outcome({ rollbacks: [rollback('precise')], misses: ['no reaction'] })) },
  ];
  const lines = tableOf(rows);
  expect(lines[2]).toMatch(/^\| ours +\| +1 \| +100\.00 % \|/);
  expect(lines.join('\n')).toContain('1 no reaction (--history=0)');
});
