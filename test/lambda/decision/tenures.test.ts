import { describe, expect, test } from 'vitest';
import type { ActionRun } from '../../../lambda/decision/action-run.ts';
import type { Facts } from '../../../lambda/decision/facts.ts';
import type { StageState } from '../../../lambda/decision/state.ts';
import { describeLive, describeTenure, liveIn, situationOf } from '../../../lambda/decision/tenures.ts';
import { answerOf } from '../../support/answer-of.ts';
import { aTenure, aTenureOfRollback, BAD_TENURE, GOOD_TENURE } from '../../support/builders/deployments.ts';
import { aRollbackTo, BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aGuard } from '../../support/builders/facts.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  allOf,
  aRun,
  aStage,
  aStageThatNeverRan,
  BAD_DEPLOYED,
  firstPageOf,
  GOOD_DEPLOYED,
  notSeen,
  occupiedBy,
  seen,
  theFacts,
} from '../../support/builders/observations.ts';

const ROLLBACK = aRollbackTo(GOOD, 'f');
const AFTER_ROLLBACK = {
  stage: seen(aStage({ occupant: occupiedBy(ROLLBACK) })),
  recent: allOf(ROLLBACK, BAD, GOOD),
  actions: allOf(aRun(ROLLBACK, '10:30', '10:33'), BAD_DEPLOYED, GOOD_DEPLOYED),
};

function situation(but: Partial<Facts> = {}, state: Partial<StageState> = {}) {
  return answerOf(() => situationOf(aGuard(), aState(state), theFacts(but)));
}

describe('what was in a stage', () => {
  test('is every release that was deployed there', () => {
    expect(situation()).toMatchObject({ tenures: [GOOD_TENURE, BAD_TENURE] });
  });

  test('is what a rollback went back to, deployed when the rollback ran', () => {
    const rollback = aTenureOfRollback(ROLLBACK, GOOD, '10:30', '10:33');
    expect(situation(AFTER_ROLLBACK)).toMatchObject({ tenures: [GOOD_TENURE, BAD_TENURE, rollback] });
  });

  test('is remembered where the list no longer shows it', () => {
    const older = { by: OLDER.id, beganAt: at('07:05'), endedAt: at('07:10'), outcome: 'whole' as const };
    const remembered = { deployments: [older], releases: [{ execution: OLDER }] };
    expect(situation({}, remembered)).toMatchObject({ tenures: [{ release: OLDER }, GOOD_TENURE, BAD_TENURE] });
  });

  test('leaves out an old deployment of which nothing else is known', () => {
    expect(situation({ recent: allOf(BAD), succeeded: allOf(BAD) })).toMatchObject({ tenures: [BAD_TENURE] });
  });
});

describe('what is in a stage cannot be said', () => {
  test.each<[string, Partial<Facts>, string]>([
    [
      'of a stage that never ran',
      { stage: seen(aStageThatNeverRan()), actions: allOf<ActionRun>() },
      'nothing-deployed',
    ],
    [
      'of a stage whose actions ran, and that shows nobody: PARALLEL',
      { stage: seen(aStageThatNeverRan()) },
      'stage-not-found',
    ],
    ['of a skipped stage', { stage: seen(aStage({ occupant: occupiedBy(BAD, 'Skipped') })) }, 'stage-skipped'],
    ['of a stage that the pipeline does not have', { stage: seen('not-found') }, 'stage-not-found'],
  ])('%s: a hold', (_, but, code) => {
    expect(situation(but)).toMatchObject({ kind: 'hold', code });
  });

  test.each<[string, Partial<Facts>]>([
    ['the stage', { stage: notSeen('the stage') }],
    ['the actions', { actions: notSeen('the actions') }],
  ])('where %s must not be read', (what, but) => {
    expect(situation(but)).toEqual({ kind: 'unclear', what, problem: 'AccessDeniedException', transient: false });
  });

  test('of an attempt that did not end well where what succeeded must not be read, which no other asks for', () => {
    const succeeded = notSeen('the successes');
    expect(situation({ succeeded })).toMatchObject({ tenures: [GOOD_TENURE, BAD_TENURE] });
    const half = { succeeded, actions: allOf(aRun(BAD, '10:05', '10:10', { status: 'Failed' })) };
    expect(situation(half)).toMatchObject({ kind: 'unclear', what: 'the successes' });
  });

  test('before further pages are read, where the actions of other stages fill the first', () => {
    const elsewhere = aRun(BAD, '10:11', '10:12', { stage: 'Later' });
    const more = { kind: 'wants', wants: [{ fact: 'more', of: 'actions' }] };
    expect(situation({ actions: firstPageOf(elsewhere) })).toMatchObject(more);
    expect(situation({ actions: firstPageOf(elsewhere, BAD_DEPLOYED) })).toMatchObject(more);
    expect(situation({ actions: firstPageOf(elsewhere, BAD_DEPLOYED, GOOD_DEPLOYED) })).toMatchObject({
      tenures: [GOOD_TENURE, BAD_TENURE],
    });
    const thousand = Array.from({ length: 1_000 }, () => elsewhere);
    expect(situation({ actions: firstPageOf(...thousand) })).toMatchObject({ tenures: [] });
  });

  test('before further pages are read, where its execution is not on the first', () => {
    const pages = { recent: firstPageOf(GOOD), succeeded: allOf(GOOD) };
    expect(situation(pages)).toEqual({ kind: 'wants', wants: [{ fact: 'more', of: 'recent' }] });
  });

  test('yet, where its execution is on no page: a new one may be listed late', () => {
    expect(situation({ recent: allOf(GOOD), succeeded: allOf(GOOD) })).toMatchObject({
      kind: 'unclear',
      what: `execution ${BAD.id}`,
      transient: true,
    });
  });

  test('of a rollback that does not tell what it went back to', () => {
    const { rollbackTarget: _, ...nameless } = ROLLBACK;
    expect(situation({ ...AFTER_ROLLBACK, recent: allOf(nameless, BAD, GOOD) })).toMatchObject({ kind: 'unclear' });
  });
});

describe('live is', () => {
  const rollback = aTenureOfRollback(ROLLBACK, GOOD, '10:30', '10:33');
  const failed = { ...rollback, outcome: 'half' as const };

  test('nothing where nothing was deployed', () => {
    expect(liveIn([])).toEqual({ kind: 'nothing' });
  });

  test('the release whose deploying began last', () => {
    expect(liveIn([GOOD_TENURE, BAD_TENURE])).toEqual({ kind: 'live', tenure: BAD_TENURE });
  });

  test('what a rollback brought back, if that succeeded', () => {
    expect(liveIn([GOOD_TENURE, BAD_TENURE, rollback])).toEqual({ kind: 'live', tenure: rollback });
  });

  test('mixed after a rollback that failed: what it was to replace, or half of what it was to bring back', () => {
    const live = liveIn([GOOD_TENURE, BAD_TENURE, failed]);
    expect(live).toEqual({ kind: 'mixed', tenure: BAD_TENURE, broken: failed });
    expect(describeLive(live)).toContain('bbbbbbbb (c0ffeeb "Release b"), or half of aaaaaaaa');
  });

  test('mixed of two halves after a deployment and its rollback that failed', () => {
    const half = { ...BAD_TENURE, outcome: 'half' as const };
    expect(describeLive(liveIn([GOOD_TENURE, half, failed]))).toMatch(
      /^mixed: half of bbbbbbbb .*, or half of aaaaaaaa/,
    );
  });

  test('mixed after a deployment that failed', () => {
    const half = { ...BAD_TENURE, outcome: 'half' as const };
    expect(liveIn([GOOD_TENURE, half])).toEqual({ kind: 'mixed', tenure: half, broken: half });
    expect(describeLive(liveIn([GOOD_TENURE, half]))).toContain('ended half-way');
  });

  test('what is being deployed', () => {
    const running = aTenure(BAD, '10:05', '10:05', { outcome: 'running' });
    expect(liveIn([GOOD_TENURE, running])).toEqual({ kind: 'deploying', tenure: running });
  });
});

test('a deployment brought back by a rollback names both', () => {
  expect(describeTenure(BAD_TENURE)).toBe('bbbbbbbb (c0ffeeb "Release b")');
  expect(describeTenure(aTenureOfRollback(ROLLBACK, GOOD, '10:30', '10:33'))).toBe(
    'aaaaaaaa (c0ffeea "Release a"), brought back by rollback ffffffff',
  );
});
