import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../lambda/decision/facts.ts';
import {
  badnessOf,
  describeProof,
  isProven,
  knownBad,
  proofTimeOf,
  provenFor,
  type Reputation,
} from '../../../lambda/decision/reputation.ts';
import type { ReleaseMemory } from '../../../lambda/decision/state.ts';
import { aTenure, aTenureOfRollback, BAD_TENURE, GOOD_TENURE } from '../../support/builders/deployments.ts';
import { anExecution, aRollbackTo, BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aDetail, allOf, theFacts } from '../../support/builders/observations.ts';

const MINUTE = 60_000;
const ROLLBACK = aRollbackTo(GOOD, 'f');
const BACK_TO_GOOD = aTenureOfRollback(ROLLBACK, GOOD, '10:30', '10:33');

function known(but: Partial<Reputation> = {}, facts: Partial<Facts> = {}): Reputation {
  return {
    state: aState(),
    facts: theFacts(facts),
    tenures: [GOOD_TENURE, BAD_TENURE],
    proofTime: 15 * MINUTE,
    ...but,
  };
}

function remembering(execution: typeof GOOD, memory: Partial<ReleaseMemory>): Partial<Reputation> {
  return { state: aState({ releases: [{ execution, ...memory }] }) };
}

describe('a release is proven', () => {
  test('once it was live longer than the window of the alarm and ten minutes', () => {
    expect(isProven(BAD, known(), at('10:25'))).toBe(false);
    expect(isProven(BAD, known(), at('10:25:00.001'))).toBe(true);
  });

  test('by all its times of being live, also those before it was rolled away from', () => {
    const tenures = [aTenure(GOOD, '09:50', '09:55'), BAD_TENURE, BACK_TO_GOOD];
    expect(provenFor(GOOD, known({ tenures }), at('10:38'))).toBe(15 * MINUTE);
    expect(isProven(GOOD, known({ tenures }), at('10:38'))).toBe(false);
    expect(isProven(GOOD, known({ tenures }), at('10:38:01'))).toBe(true);
  });

  test('not by a deployment that ended half-way', () => {
    const tenures = [{ ...GOOD_TENURE, outcome: 'half' as const }, BAD_TENURE];
    expect(provenFor(GOOD, known({ tenures }), at('10:20'))).toBe(0);
  });

  test('not by the time before it was blamed', () => {
    expect(provenFor(GOOD, known(remembering(GOOD, { blamedAt: at('10:00') })), at('10:20'))).toBe(5 * MINUTE);
    expect(provenFor(GOOD, known(remembering(GOOD, { badSince: at('10:30') })), at('10:20'))).toBe(0);
  });

  test('by a person who forgives it, and that is said', () => {
    const forgiven = known(remembering(BAD, { blamedAt: at('10:20'), forgivenAt: at('10:21') }));
    expect(isProven(BAD, forgiven, at('10:21'))).toBe(true);
    expect(describeProof(BAD, forgiven, at('10:21'))).toBe('a person has forgiven it');
  });

  test('by the executions behind it, where its actions are no longer listed', () => {
    const old = known({ tenures: [] }, { succeeded: allOf(BAD, GOOD) });
    expect(provenFor(GOOD, old, at('10:20'))).toBe(120 * MINUTE);
    const blamed = known({ tenures: [], ...remembering(GOOD, { blamedAt: at('08:30') }) });
    expect(provenFor(GOOD, blamed, at('10:20'))).toBe(0);
  });

  test('no sooner than an alarm tells, nor than the suspect took to show its trouble', () => {
    expect(proofTimeOf(5 * MINUTE, 0)).toBe(15 * MINUTE);
    expect(proofTimeOf(5 * MINUTE, 8 * MINUTE)).toBe(15 * MINUTE);
    expect(proofTimeOf(5 * MINUTE, 30 * MINUTE)).toBe(37 * MINUTE);
  });

  test('with the numbers that were compared, and the alarm of its first day', () => {
    expect(describeProof(BAD, known(), at('10:20'))).toBe('live for 10 min and not blamed, needed are 15 min');
    expect(describeProof(BAD, known(remembering(BAD, { troubledAt: at('10:15') })), at('10:20'))).toBe(
      'live for 10 min and not blamed, with an alarm that went on at 2026-01-10 10:15:00 UTC, needed are 15 min',
    );
  });
});

describe('a release that was blamed, or rolled back from, is not said to be without blame', () => {
  const proof = (but: Partial<Reputation>) => describeProof(BAD, known(but), at('10:40'));

  test('where that is remembered: its time counts from then on', () => {
    expect(proof(remembering(BAD, { blamedAt: at('10:25') }))).toBe(
      'blamed at 2026-01-10 10:25:00 UTC, live for 15 min since, needed are 15 min',
    );
    expect(proof(remembering(BAD, { blamedAt: at('10:25'), badSince: at('10:40') }))).toBe(
      'rolled back from at 2026-01-10 10:40:00 UTC, live for 0 s since, needed are 15 min',
    );
  });

  test('where the rollback is only seen', () => {
    expect(proof({ tenures: [GOOD_TENURE, BAD_TENURE, BACK_TO_GOOD] })).toBe(
      'rolled back from at 2026-01-10 10:30:00 UTC, live for 0 s since, needed are 15 min',
    );
  });
});

describe('known bad is', () => {
  test('what was rolled back from, as remembered', () => {
    expect(knownBad(known(remembering(BAD, { badSince: at('10:30') })))).toEqual([
      { execution: BAD, since: at('10:30') },
    ]);
  });

  test('what a rollback left that nobody told of: the list shows it', () => {
    const tenures = [GOOD_TENURE, BAD_TENURE, BACK_TO_GOOD];
    expect(knownBad(known({ tenures }))).toEqual([{ execution: BAD, since: at('10:30') }]);
  });

  test('what was live before it, too, where the one that was left never got through', () => {
    const MIDDLE = anExecution('c', { startedAt: at('09:00') });
    const half = { ...BAD_TENURE, outcome: 'half' as const };
    const tenures = [GOOD_TENURE, aTenure(MIDDLE, '09:05', '09:10'), half, BACK_TO_GOOD];
    expect(knownBad(known({ tenures })).map(({ execution }) => execution)).toEqual([BAD, MIDDLE]);
  });

  test('nothing where a person goes forward again', () => {
    const back = aTenureOfRollback(aRollbackTo(OLDER, 'e'), OLDER, '10:30', '10:33');
    const forward = aTenureOfRollback(aRollbackTo(BAD, 'f'), BAD, '10:40', '10:43');
    const tenures = [aTenure(OLDER, '07:05', '07:10'), back, forward];
    expect(knownBad(known({ tenures }))).toEqual([]);
  });

  test('not what a person has forgiven since', () => {
    const tenures = [GOOD_TENURE, BAD_TENURE, BACK_TO_GOOD];
    expect(knownBad(known({ tenures, ...remembering(BAD, { forgivenAt: at('10:31') }) }))).toEqual([]);
    const again = remembering(BAD, { forgivenAt: at('09:00'), badSince: at('10:30') });
    expect(knownBad(known(again))).toHaveLength(1);
  });
});

describe('badness', () => {
  const bad = remembering(BAD, { badSince: at('10:30') });
  const twin = (begun: string) => anExecution('d', { startedAt: at(begun), revisions: BAD.revisions });
  const facts = (execution: typeof BAD, value = '1') => ({
    executions: { [execution.id]: aDetail({ name: 'TAG', value }), [BAD.id]: aDetail({ name: 'TAG', value: '1' }) },
  });

  test('spreads to an execution that carries the same release', () => {
    const later = twin('11:00');
    expect(badnessOf(later, known(bad, facts(later)))).toMatchObject({ execution: BAD });
  });

  test('does not spread to one with other variables', () => {
    const later = twin('11:00');
    expect(badnessOf(later, known(bad, facts(later, '2')))).toBeUndefined();
  });

  test('does not spread to a twin that was proven before the bad one began', () => {
    const earlier = twin('09:00');
    const proven = aTenure(earlier, '09:05', '09:10');
    expect(badnessOf(earlier, known({ ...bad, tenures: [proven, BAD_TENURE] }, facts(earlier)))).toBeUndefined();
    const short = aTenure(earlier, '09:48', '09:50');
    expect(badnessOf(earlier, known({ ...bad, tenures: [short, BAD_TENURE] }, facts(earlier)))).toBeDefined();
  });

  test('does not spread where nothing is known of the sources', () => {
    const nameless = anExecution('d', { revisions: [{ action: 'Source' }] });
    expect(badnessOf(nameless, known(bad))).toBeUndefined();
  });
});
