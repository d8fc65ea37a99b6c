import { expect, test } from 'vitest';
import { Dice } from './dice.ts';
import { faultCause } from './fault-cause.ts';
import { missCause } from './miss-cause.ts';
import { type Cause, planOf } from './plan.ts';
import { defectOf, deployed, MINUTES, releaseOf } from './small-history.ts';
import { StageLedger } from './stage-ledger.ts';

const at = (minute: number) => minute * MINUTES;
const good = releaseOf('v1');
const bad = releaseOf('v2', { bad: true });
const missed = {
  kind: 'missed',
  onset: { at: at(110), liveSince: at(100), release: bad },
  alarmSince: at(112),
  from: at(112),
  deadline: at(114),
} as const;

function planWith(...causes: readonly Cause[]) {
  return { ...planOf(new Dice(1)), causes };
}

function cause(kind: Cause['kind'], from: number, until: number): Cause {
  return { kind, stage: 'Prod', metric: 'errors', by: 5, from: at(from), until: at(until) };
}

function needless() {
  const ledger = new StageLedger('Prod');
  deployed(ledger, releaseOf('v0'), at(0));
  deployed(ledger, good, at(60));
  return { ledger, judged: ledger.judge(good, at(100), 1) };
}

test.each([
  ['platform', [cause('platform', 90, 120), cause('noise', 99, 100)]],
  ['no data', [cause('no data', 90, 120)]],
  ['noise', [cause('noise', 99, 100)]],
  ['nothing that is left', [cause('platform', 20, 40)]],
] as const)('what turned the alarm on: %s', (expected, causes) => {
  const { ledger, judged } = needless();
  expect(faultCause(planWith(...causes), ledger, judged)).toBe(expected);
});

test('an alarm that outlasted its defect is told from trouble of the platform', () => {
  const ledger = new StageLedger('Prod');
  deployed(ledger, bad, at(0));
  deployed(ledger, good, at(90));
  expect(faultCause(planWith(), ledger, ledger.judge(good, at(95), 1))).toBe('a defect that was mended by then');
});

test('a futile rollback says whether its target had shown itself', () => {
  const ledger = new StageLedger('Prod');
  const older = releaseOf('v1', { bad: true });
  deployed(ledger, older, at(0));
  deployed(ledger, bad, at(60));
  expect(faultCause(planWith(), ledger, ledger.judge(older, at(70), 1))).toContain('had not shown its own yet');
  ledger.onShow(older, at(75), defectOf(older));
  expect(faultCause(planWith(), ledger, ledger.judge(older, at(80), 1))).toContain('had shown its own');
});

test('a miss has the last reason of its decider', () => {
  const ledger = new StageLedger('Prod');
  expect(missCause(missed, ledger, ['wait', 'hold limit-reached'])).toBe('hold limit-reached');
  expect(missCause(missed, ledger, [])).toBe('no reaction');
});

test('a miss that was undone too late says so', () => {
  const ledger = new StageLedger('Prod');
  deployed(ledger, bad, at(100));
  ledger.judge(good, at(120), 1);
  expect(missCause(missed, ledger, [])).toBe('no reaction, undone later');
});

test('a rollback to a bad release is the cause of a miss, whatever its decider says', () => {
  const ledger = new StageLedger('Prod');
  deployed(ledger, bad, at(100));
  ledger.judge(releaseOf('v1', { bad: true }), at(113), 1);
  expect(missCause(missed, ledger, ['rollback'])).toBe('rolled back to one that had not shown its defect yet');
});
