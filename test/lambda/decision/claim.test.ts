import { describe, expect, test } from 'vitest';
import { doubtAbout } from '../../../lambda/decision/claim.ts';
import type { Observation } from '../../../lambda/decision/facts.ts';
import type { Claimed } from '../../../lambda/decision/incident.ts';
import { aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aClaimed } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, anObservation, aStage, notSeen, occupiedBy, seen } from '../../support/builders/observations.ts';

const ROLLBACK = aRollbackTo(GOOD, 'f');
const SECONDS = 1_000;

function doubt(after: number, but: Partial<Observation> = {}, claim: Partial<Claimed> = {}) {
  const unanswered = aClaimed({ calledAt: at('10:20'), ...claim });
  return doubtAbout(unanswered, anObservation(but), at('10:20') + after * SECONDS);
}

const rollbackInStage = seen(aStage({ occupant: occupiedBy(ROLLBACK, 'InProgress') }));
const rollbackBefore = seen(aStage({ waiting: [ROLLBACK.id] }));

describe('a call without an answer', () => {
  test('is in doubt for 30 seconds, in which an accepted rollback need not show', () => {
    expect(doubt(29)).toMatchObject({ kind: 'again', problem: expect.stringContaining('10:20:00') });
    expect(doubt(30)).toBeUndefined();
  });

  test('is in doubt for two minutes where something else is in the stage by now: a rollback may have come and gone', () => {
    const stage = seen(aStage({ occupant: occupiedBy(GOOD) }));
    expect(doubt(119, { stage })).toMatchObject({ kind: 'again' });
    expect(doubt(120, { stage })).toBeUndefined();
  });

  test.each([
    ['runs in', rollbackInStage],
    ['waits before', rollbackBefore],
  ])('is in doubt while an execution that is not listed %s the stage', (_, stage) => {
    expect(doubt(120, { stage })).toMatchObject({ kind: 'again', what: `execution ${ROLLBACK.id}` });
    expect(doubt(120, { stage, recent: allOf(ROLLBACK, BAD, GOOD) })).toBeUndefined();
  });

  test.each([
    ['the stage', { stage: notSeen('the stage') }],
    ['the executions', { recent: notSeen('the executions') }],
  ])('is in doubt while %s cannot be read', (what, but) => {
    expect(doubt(120, but)).toMatchObject({ kind: 'again', what, problem: expect.stringContaining('AccessDenied') });
  });

  test('is in doubt for five minutes at most', () => {
    const unreadable = { stage: notSeen('the stage'), recent: notSeen('the executions') };
    expect(doubt(299, unreadable)).toBeDefined();
    expect(doubt(300, unreadable)).toBeUndefined();
  });
});

test('a call that was answered is in no doubt', () => {
  const answered = aClaimed({ calledAt: at('10:20'), answered: true });
  expect(doubtAbout(answered, anObservation({ stage: rollbackInStage }), at('10:20'))).toBeUndefined();
});
