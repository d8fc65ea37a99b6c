import { describe, expect, test } from 'vitest';
import { isOfBefore, whyMaybeFix } from '../../../lambda/decision/fix.ts';
import type { Reputation } from '../../../lambda/decision/reputation.ts';
import type { Tenure } from '../../../lambda/decision/tenures.ts';
import { aTenure, aTenureOfRollback, BAD_TENURE, GOOD_TENURE } from '../../support/builders/deployments.ts';
import { anExecution, aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { theFacts } from '../../support/builders/observations.ts';

const MINUTE = 60_000;
const BACK = aTenureOfRollback(aRollbackTo(GOOD, 'f'), GOOD, '10:30', '10:33');
/** Built before anybody had mended what was rolled back, and let in when the freeze was released. */
const HEIR = aTenure(anExecution('c', { startedAt: at('10:35') }), '11:00', '11:05');
const FIX = aTenure(anExecution('d', { startedAt: at('10:58') }), '11:05', '11:09');

function why(last: Tenure, before: readonly Tenure[], but: Partial<Reputation> = {}): string | undefined {
  const tenures = [...before, last];
  const reputation = { state: aState(), facts: theFacts(), tenures, proofTime: 15 * MINUTE, ...but };
  return whyMaybeFix(last, reputation, at('11:08'));
}

describe('a release behind another one, both deployed since a rollback, may be the fix', () => {
  test('where it was started when people knew of the trouble', () => {
    expect(why(FIX, [GOOD_TENURE, BAD_TENURE, BACK, HEIR])).toBe(
      'it was started at 2026-01-10 10:58:00 UTC, after the rollback of 2026-01-10 10:30:00 UTC, since which no newly deployed release has proven good',
    );
  });

  test('not where it was started before that', () => {
    const early = aTenure(anExecution('d', { startedAt: at('10:29') }), '11:05', '11:09');
    expect(why(early, [GOOD_TENURE, BAD_TENURE, BACK, HEIR])).toBeUndefined();
  });

  test('not where it is the first behind the rollback: then it is what shows the trouble', () => {
    expect(why(FIX, [GOOD_TENURE, BAD_TENURE, BACK])).toBeUndefined();
    expect(why(FIX, [GOOD_TENURE, HEIR])).toBeUndefined();
  });

  test('not where nothing was ever rolled back, and nothing has proven good', () => {
    const first = aTenure(anExecution('e', { startedAt: at('10:56') }), '11:01', '11:04');
    expect(why(FIX, [first])).toBeUndefined();
  });

  test('not once a release has proven good since', () => {
    const proven = aTenure(anExecution('e', { startedAt: at('10:36') }), '10:40', '10:44');
    expect(why(FIX, [GOOD_TENURE, BAD_TENURE, BACK, proven, HEIR])).toBeUndefined();
  });

  test('not where a person has forgiven what was rolled back', () => {
    const state = aState({ releases: [{ execution: BAD, forgivenAt: at('10:40') }] });
    expect(why(FIX, [GOOD_TENURE, BAD_TENURE, BACK, HEIR], { state })).toBeUndefined();
  });

  test('not where nothing was rolled back', () => {
    expect(why(FIX, [HEIR, aTenure(anExecution('e', { startedAt: at('10:58') }), '11:02', '11:04')])).toBeUndefined();
  });

  test('and is no rollback', () => {
    const rollback = aTenureOfRollback(aRollbackTo(GOOD, 'e'), GOOD, '11:05', '11:09');
    expect(why(rollback, [GOOD_TENURE, BAD_TENURE, BACK, HEIR])).toBeUndefined();
  });
});

describe('trouble that began while a release was being deployed is that of one before it', () => {
  const SLOW = aTenure(anExecution('1', { startedAt: at('07:00') }), '07:05', '07:10');
  const CARRIER = aTenure(anExecution('2', { startedAt: at('10:25') }), '10:30', '10:35');
  const NEXT = aTenure(anExecution('3', { startedAt: at('10:50') }), '11:00', '12:00');
  const release = { execution: SLOW.release, troubledAt: at('08:40') };

  function isOfSlow(
    onset: string,
    tenures = [SLOW, CARRIER, NEXT],
    but: Partial<typeof release & { forgivenAt: number }> = {},
  ) {
    const state = aState({ releases: [{ ...release, ...but }] });
    const last = tenures.at(-1) ?? NEXT;
    const reputation = { state, facts: theFacts(), tenures, proofTime: 0 };
    const began = {
      at: at(onset),
      end: at(onset),
      earliest: at(onset),
      latest: at(onset),
      window: 15 * MINUTE,
      how: '',
    };
    return isOfBefore(last, reputation, began);
  }

  test('where what is live under it has been so for as long as that one took to show it, to ten minutes and the window of the alarm', () => {
    expect(isOfSlow('11:40')).toBe(true);
    expect(isOfSlow('11:39:59')).toBe(false);
  });

  test('not where a release has been live for longer since: then it is mended', () => {
    const long = aTenure(anExecution('4', { startedAt: at('08:45') }), '08:46', '08:50');
    expect(isOfSlow('11:50', [SLOW, long, CARRIER, NEXT])).toBe(false);
    const short = { ...long, endedAt: at('09:00') };
    expect(isOfSlow('11:50', [SLOW, short, CARRIER, NEXT])).toBe(true);
  });

  test('not where nobody knew of it when the release was started', () => {
    const early = { ...NEXT, release: { ...NEXT.release, startedAt: at('08:40') } };
    expect(isOfSlow('11:50', [SLOW, CARRIER, early])).toBe(false);
  });

  test('not where that one is live under it still, or a person has forgiven it', () => {
    expect(isOfSlow('11:50', [SLOW, NEXT])).toBe(false);
    expect(isOfSlow('11:50', undefined, { forgivenAt: at('09:00') })).toBe(false);
  });

  test('and it is no rollback', () => {
    const back = aTenureOfRollback(aRollbackTo(GOOD, 'e', { startedAt: at('11:00') }), NEXT.release, '11:00', '12:00');
    expect(isOfSlow('11:50', [SLOW, CARRIER, back])).toBe(false);
  });
});
