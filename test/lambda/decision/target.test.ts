import { describe, expect, test } from 'vitest';
import type { TargetQuestion } from '../../../lambda/decision/eligible.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import { DAY, MINUTE } from '../../../lambda/decision/time.ts';
import { aTenure, BAD_TENURE, GOOD_TENURE } from '../../support/builders/deployments.ts';
import { anExecution, aRollbackTo, BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, firstPageOf, notSeen } from '../../support/builders/observations.ts';

import { chosen, remembering } from '../../support/chosen-target.ts';

const targetIs = (execution: Execution) => ({ kind: 'target', execution });
const MIDDLE = anExecution('c', { startedAt: at('09:00') });
const WANTS_MORE = { kind: 'wants', wants: [{ fact: 'more', of: 'succeeded' }] };

describe('the target', () => {
  test.each<[string, readonly Execution[], Partial<TargetQuestion>, Execution]>([
    ['is the newest that succeeded before the suspect', [BAD, GOOD, OLDER], {}, GOOD],
    ['is the newest in whatever order AWS lists them', [OLDER, BAD, GOOD], {}, GOOD],
    ['is not known bad', [BAD, GOOD, OLDER], remembering({ execution: GOOD, badSince: at('09:00') }), OLDER],
    ['is not one that CodePipeline has refused', [BAD, GOOD, OLDER], { refused: [GOOD.id] }, OLDER],
    ['is not newer than the suspect', [anExecution('c', { startedAt: at('11:00') }), BAD, GOOD], {}, GOOD],
    ['is not as new as the suspect', [anExecution('c', { startedAt: BAD.startedAt }), BAD, GOOD], {}, GOOD],
    ['is older than every suspect', [BAD, MIDDLE, GOOD], { suspects: [BAD, MIDDLE] }, GOOD],
    [
      'is not between two suspects',
      [BAD, anExecution('d', { startedAt: at('09:30') }), MIDDLE, GOOD],
      { suspects: [BAD, MIDDLE] },
      GOOD,
    ],
    ['is no ROLLBACK', [BAD, aRollbackTo(OLDER, 'f', { startedAt: at('09:00') }), GOOD], {}, GOOD],
    ['is the one that a person named', [BAD, GOOD, OLDER], { named: OLDER.id }, OLDER],
    [
      'is good again once a person has forgiven it',
      [BAD, GOOD, OLDER],
      remembering({ execution: GOOD, badSince: at('09:00'), blamedAt: at('09:00'), forgivenAt: at('09:30') }),
      GOOD,
    ],
  ])('%s', (_, succeeded, but, target) => {
    expect(chosen(allOf(...succeeded), but)).toMatchObject(targetIs(target));
  });

  test('is looked for on further pages before it is given up', () => {
    expect(chosen(firstPageOf(BAD))).toEqual(WANTS_MORE);
    expect(chosen(firstPageOf(BAD, GOOD), { named: OLDER.id })).toEqual(WANTS_MORE);
  });

  test('is looked for behind runs of the bad commit: the variables of those in front of it are read together, and no others', () => {
    const runs = ['c', 'd', 'e'].map((digit, hours) =>
      anExecution(digit, { startedAt: at('09:00') - hours * MINUTE, revisions: BAD.revisions }),
    );
    const older = anExecution('f', { startedAt: at('07:30'), revisions: BAD.revisions });
    expect(chosen(allOf(BAD, ...runs, GOOD, older), {}, { executions: {} })).toEqual({
      kind: 'wants',
      wants: runs.map(({ id }) => ({ fact: 'execution', id })),
    });
  });

  test('is looked for on every page where the pages do not come newest first, since a newer one may follow', () => {
    const outOfOrder = [OLDER, BAD];
    expect(chosen(firstPageOf(...outOfOrder))).toEqual(WANTS_MORE);
    expect(chosen(allOf(...outOfOrder, GOOD))).toMatchObject(targetIs(GOOD));
    expect(chosen(firstPageOf(...outOfOrder), { named: OLDER.id })).toMatchObject(targetIs(OLDER));
    expect(chosen(firstPageOf(BAD, GOOD))).toMatchObject(targetIs(GOOD));
  });

  test('is looked for no further than a thousand executions where they come in no order', () => {
    const many = Array.from({ length: 998 }, (_, age) => anExecution('1', { startedAt: OLDER.startedAt - age }));
    expect(chosen(firstPageOf(OLDER, BAD, ...many))).toMatchObject(targetIs(OLDER));
  });

  test('is unknown where the list cannot be read', () => {
    expect(chosen(notSeen('the executions'))).toMatchObject({ kind: 'unclear', transient: false });
  });
});

describe('a proven release', () => {
  const tenures = [aTenure(OLDER, '07:05', '07:10'), GOOD_TENURE, aTenure(MIDDLE, '09:55', '10:00'), BAD_TENURE];
  const all = allOf(BAD, MIDDLE, GOOD, OLDER);

  test('comes before a newer one that is not, and the sentence quotes its time', () => {
    expect(chosen(all, { tenures })).toMatchObject({
      ...targetIs(GOOD),
      proof: expect.stringMatching(/^proven: live for 1 h 45 min and not blamed, needed are 10 min/),
    });
  });

  test('is looked for on further pages, and without one the newest is taken, which is said', () => {
    const short = [aTenure(MIDDLE, '09:55', '10:00'), BAD_TENURE];
    expect(chosen(firstPageOf(BAD, MIDDLE), { tenures: short })).toEqual(WANTS_MORE);
    expect(chosen(allOf(BAD, MIDDLE), { tenures: short })).toMatchObject({
      ...targetIs(MIDDLE),
      proof: 'unproven: live for 5 min and not blamed, needed are 10 min',
    });
  });

  test('is looked for no further where none of a hundred is proven: the newest of them is taken rather than one of weeks ago', () => {
    const hundred = [
      MIDDLE,
      ...Array.from({ length: 98 }, (_, age) =>
        anExecution(String(100 + age), { startedAt: MIDDLE.startedAt - (1 + age) * MINUTE }),
      ),
    ];
    const short = [aTenure(MIDDLE, '09:55', '10:00'), BAD_TENURE];
    expect(chosen(firstPageOf(BAD, ...hundred), { tenures: short })).toMatchObject(targetIs(MIDDLE));
    expect(chosen(firstPageOf(BAD, ...hundred.slice(0, -1)), { tenures: short })).toEqual(WANTS_MORE);
  });

  test('is no target once it was blamed, until it is proven anew', () => {
    const blamed = (time: string) => remembering({ execution: GOOD, blamedAt: at(time) });
    expect(chosen(all, { tenures, ...blamed('09:50') })).toMatchObject(targetIs(OLDER));
    expect(chosen(all, { tenures, ...blamed('09:40') })).toMatchObject(targetIs(GOOD));
  });
});

describe('newer releases that are passed over', () => {
  const tenures = [aTenure(OLDER, '07:05', '07:10'), GOOD_TENURE, aTenure(MIDDLE, '09:55', '10:00'), BAD_TENURE];
  const proofOf = (succeeded: readonly Execution[], but: Partial<TargetQuestion> = {}) => {
    const target = chosen(allOf(...succeeded), { tenures, ...but });
    return 'proof' in target ? target.proof : target;
  };

  test('are named, each with its reason', () => {
    const memory = remembering({ execution: GOOD, troubledAt: at('09:00') });
    expect(proofOf([BAD, MIDDLE, GOOD, OLDER], memory)).toContain(
      '; passed over: cccccccc (c0ffeec "Release c"): it is not proven: live for 5 min and not blamed, needed are 10 min; aaaaaaaa (c0ffeea "Release a"): an alarm went on in the first day of its release, at 2026-01-10 09:00:00 UTC',
    );
    const bad = remembering({ execution: MIDDLE, badSince: at('10:02') });
    expect(proofOf([BAD, MIDDLE, GOOD], bad)).toMatch(/passed over: cccccccc .*: it was rolled back from at/);
    const again = remembering({ execution: GOOD, blamedAt: at('09:00'), troubledAt: at('09:00') });
    expect(proofOf([BAD, GOOD, OLDER], again)).toMatch(/passed over: aaaaaaaa .*: an alarm went on in the first day/);
    const blamed = remembering({ execution: MIDDLE, blamedAt: at('10:02') });
    expect(proofOf([BAD, MIDDLE, GOOD], blamed)).toMatch(/passed over: cccccccc .*: it was blamed before/);
  });

  test('are none that are suspects themselves or newer than one, nor rollbacks, nor the target of a person', () => {
    expect(proofOf([BAD, GOOD, OLDER])).not.toContain('passed over');
    expect(proofOf([BAD, MIDDLE, GOOD], { suspects: [BAD, MIDDLE] })).not.toContain('passed over');
    expect(proofOf([BAD, aRollbackTo(OLDER, 'f', { startedAt: at('09:00') }), GOOD])).not.toContain('passed over');
    expect(proofOf([BAD, GOOD, OLDER], { named: OLDER.id })).not.toContain('passed over');
  });

  test('are named up to two, and the number of the others', () => {
    const many = Array.from({ length: 40 }, (_, n) => anExecution(String(10 + n), { startedAt: at('09:00') + n }));
    const proof = proofOf([BAD, ...many, GOOD], { refused: many.map(({ id }) => id) });
    expect(proof).toMatch(/refused by CodePipeline; .*refused by CodePipeline; and 38 more$/);
  });
});

describe('a release that had trouble in its first day', () => {
  const tenures = [aTenure(OLDER, '07:05', '07:10'), GOOD_TENURE, BAD_TENURE];
  const troubledAt = at('09:00');
  const all = allOf(BAD, GOOD, OLDER);

  test('is passed over for the next, where that one had none', () => {
    expect(chosen(all, { tenures, ...remembering({ execution: GOOD, troubledAt }) })).toMatchObject(targetIs(OLDER));
  });

  const oldest = anExecution('0', { startedAt: at('05:00') });
  const second = (time: string) => ({
    tenures,
    ...remembering({ execution: GOOD, troubledAt }, { execution: OLDER, troubledAt: at(time) }),
  });

  test('is taken where the next had some at another hour: rather the alarm is restless', () => {
    expect(chosen(allOf(BAD, GOOD, OLDER, oldest), second('07:59'))).toMatchObject({
      ...targetIs(GOOD),
      proof:
        'proven: live for 1 h 55 min and not blamed, with an alarm that went on at 2026-01-10 09:00:00 UTC, needed are 10 min',
    });
  });

  test('is passed over with the next that had some at the same hour of the day: it came to both', () => {
    expect(chosen(allOf(BAD, GOOD, OLDER, oldest), second('08:00'))).toMatchObject(targetIs(oldest));
    const nightBefore = { troubledAt: at('09:30') - DAY };
    const both = remembering({ execution: GOOD, troubledAt }, { execution: OLDER, ...nightBefore });
    expect(chosen(allOf(BAD, GOOD, OLDER, oldest), { tenures, ...both })).toMatchObject(targetIs(oldest));
    expect(chosen(all, { tenures, ...both })).toMatchObject(targetIs(GOOD));
  });

  test('is passed over with its twin, unless that was live for a whole day', () => {
    const one = remembering({ execution: GOOD, troubledAt });
    const twin = { ...OLDER, revisions: GOOD.revisions };
    const goneBackTo = (begin: string, end: string) => {
      const of = [
        aTenure(twin, begin, end, { beganAt: at(begin) - DAY, endedAt: at(end) - DAY }),
        GOOD_TENURE,
        BAD_TENURE,
      ];
      return chosen(allOf(BAD, GOOD, twin, oldest), { tenures: of, ...one });
    };
    expect(goneBackTo('08:00', '08:05')).toMatchObject(targetIs(oldest));
    expect(goneBackTo('07:59', '08:04')).toMatchObject(targetIs(twin));
  });

  test('is taken where there is no other, and where a person has forgiven it', () => {
    const one = remembering({ execution: GOOD, troubledAt });
    expect(chosen(allOf(BAD, GOOD), { tenures: [GOOD_TENURE, BAD_TENURE], ...one })).toMatchObject(targetIs(GOOD));
    const forgiven = remembering({ execution: GOOD, troubledAt, forgivenAt: at('09:30') });
    expect(chosen(all, { tenures, ...forgiven })).toMatchObject(targetIs(GOOD));
  });
});

describe('the twin of the suspect', () => {
  const twin = anExecution('d', { startedAt: at('09:00'), revisions: BAD.revisions });
  const with_ = (begin: string, end: string) =>
    chosen(allOf(BAD, twin, GOOD), { tenures: [GOOD_TENURE, aTenure(twin, begin, end), BAD_TENURE] });

  test('is a target where it was proven before: only its build differs', () => {
    expect(with_('09:05', '09:10')).toMatchObject(targetIs(twin));
  });

  test('is none where it was not', () => {
    expect(with_('09:55', '10:00')).toMatchObject(targetIs(GOOD));
  });

  test('is none where it was not, although nothing else is left', () => {
    const tenures = [aTenure(twin, '09:55', '10:00'), BAD_TENURE];
    expect(chosen(allOf(BAD, twin), { tenures })).toMatchObject({ kind: 'hold', code: 'no-eligible-target' });
  });
});

test('what an older rollback may have left, whose actions are no longer listed, is no target', () => {
  const rollback = aRollbackTo(OLDER, 'f', { startedAt: at('09:00') });
  const recent = allOf(BAD, rollback, GOOD, OLDER);
  const tenures = [BAD_TENURE];
  expect(chosen(allOf(BAD, rollback, GOOD, OLDER), { tenures }, { recent })).toMatchObject(targetIs(OLDER));
});
