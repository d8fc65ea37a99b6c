import { expect, test } from 'vitest';
import { defectOf, deployed, MINUTES, releaseOf } from './small-history.ts';
import { StageLedger } from './stage-ledger.ts';

const v1 = releaseOf('v1');
const v2 = releaseOf('v2');
const bad = releaseOf('v3', { bad: true });
const worse = releaseOf('v4', { bad: true });

/** The releases deployed one after the other, ten minutes apart; the last one is live. */
function ledgerOf(...releases: (typeof v1)[]): StageLedger {
  const ledger = new StageLedger('Prod');
  releases.forEach((release, n) => {
    deployed(ledger, release, n * 10 * MINUTES);
  });
  return ledger;
}

test('a bad live release replaced by a good one is precise', () => {
  expect(ledgerOf(v1, bad).judge(v1, 60 * MINUTES, 1).kind).toBe('precise');
});

test('a bad live release replaced by another bad one is futile', () => {
  expect(ledgerOf(bad, worse).judge(bad, 60 * MINUTES, 1).kind).toBe('futile');
});

test('a good live release replaced by a good one is needless', () => {
  expect(ledgerOf(v1, v2).judge(v1, 60 * MINUTES, 1).kind).toBe('needless');
});

test('the fix replaced by a bad release that an alarm went on for is harmful', () => {
  const ledger = ledgerOf(v1, bad);
  ledger.onAlarm('Prod-errors', 12 * MINUTES, true);
  deployed(ledger, v2, 20 * MINUTES);
  expect(ledger.judge(bad, 60 * MINUTES, 1).kind).toBe('harmful');
});

test('a good release replaced by a bad one that had shown no sign is unlucky', () => {
  expect(ledgerOf(bad, v2).judge(bad, 60 * MINUTES, 1).kind).toBe('unlucky');
});

test('a rollback away from a release is a sign', () => {
  const ledger = ledgerOf(v1, bad);
  ledger.blameLive(v1);
  deployed(ledger, v2, 20 * MINUTES);
  expect(ledger.judge(bad, 60 * MINUTES, 1).kind).toBe('harmful');
});

test('the failure of a release in the stage is a sign', () => {
  const ledger = ledgerOf(v1, bad);
  ledger.onFailure(bad);
  deployed(ledger, v2, 20 * MINUTES);
  expect(ledger.judge(bad, 60 * MINUTES, 1).kind).toBe('harmful');
});

test('a release that goes live while an alarm is on has a sign', () => {
  const ledger = ledgerOf(v1);
  ledger.onAlarm('Prod-errors', 5 * MINUTES, true);
  deployed(ledger, bad, 10 * MINUTES);
  expect(ledger.showedSign(bad)).toBe(true);
});

test('a stage where one part runs the bad release is bad', () => {
  const ledger = ledgerOf(v1);
  deployed(ledger, bad, 20 * MINUTES, 'Failed');
  expect(ledger.judge(v1, 60 * MINUTES, 1).kind).toBe('precise');
});

test('good releases newer than the target are undone too far', () => {
  expect(ledgerOf(v1, v2, bad).judge(v1, 60 * MINUTES, 1).tooFar).toBe(1);
});

test.each([
  ['the newest good release', [v1, v2, bad], v2],
  ['the older of two executions of one commit', [v1, releaseOf('v1'), bad], v1],
] as const)('%s is not too far', (_, releases, target) => {
  expect(ledgerOf(...releases).judge(target, 60 * MINUTES, 1).tooFar).toBe(0);
});

test('a good release of an older version of the pipeline could not have been the target', () => {
  const ledger = ledgerOf(v1, v2, bad);
  expect(ledger.judge(v1, 60 * MINUTES, 2).tooFar).toBe(0);
});

test('exposure begins when a bad release shows, and ends when only good ones are live', () => {
  const ledger = ledgerOf(v1, bad);
  ledger.onShow(bad, 15 * MINUTES, defectOf(bad));
  deployed(ledger, v2, 40 * MINUTES, 'Failed');
  expect(ledger.exposures).toEqual([]);
  deployed(ledger, v2, 45 * MINUTES);
  expect(ledger.exposures).toEqual([30]);
});

test('a bad release that is gone before it shows exposes nobody', () => {
  const ledger = ledgerOf(v1, bad, v2);
  ledger.end(60 * MINUTES);
  expect(ledger.exposures).toEqual([]);
});

test('exposure that has no end ends with the history', () => {
  const ledger = ledgerOf(v1, bad);
  ledger.onShow(bad, 15 * MINUTES, defectOf(bad));
  ledger.end(60 * MINUTES);
  expect(ledger.exposures).toEqual([45]);
});
