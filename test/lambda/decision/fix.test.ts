import { describe, expect, test } from 'vitest';
import { whyMaybeFix } from '../../../lambda/decision/fix.ts';
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
      'it was started at 2026-01-10 10:58:00 UTC, after the rollback of 2026-01-10 10:30:00 UTC, since which no release has proven good',
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
