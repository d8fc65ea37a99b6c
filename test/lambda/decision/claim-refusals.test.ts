import { describe, expect, test } from 'vitest';
import { reviewRefusals, withRefusal } from '../../../lambda/decision/claim.ts';
import type { Claimed } from '../../../lambda/decision/incident.ts';
import { BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aClaimed } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { anObservation, aStage, notSeen, occupiedBy, seen } from '../../support/builders/observations.ts';

/** The target was refused at 10:20, by a stage that showed at rest; `unclear` where AWS did not say that it was the target. */
function refused(isUnclear: boolean): Claimed {
  return withRefusal(aClaimed(), at('10:20'), isUnclear);
}

const atRest = anObservation({ stage: seen(aStage({ occupant: occupiedBy(BAD), lastActionChangeAt: at('10:10') })) });

describe('what the refusals of a claim were due to', () => {
  test('is not known for half a minute: no other target is asked for where it may have been the stage', () => {
    expect(reviewRefusals(refused(true), atRest, at('10:20:29'))).toMatchObject({
      kind: 'again',
      problem: expect.stringContaining(GOOD.id),
    });
    expect(reviewRefusals(refused(false), atRest, at('10:20:29'))).toEqual(refused(false));
  });

  test('was the target where the stage was at rest all the time', () => {
    const reviewed = reviewRefusals(refused(true), atRest, at('10:20:30'));
    expect(reviewed).toEqual({ ...aClaimed(), refused: [GOOD.id] });
  });

  test.each([
    ['another execution is in the stage', { occupant: occupiedBy(OLDER), lastActionChangeAt: at('10:10') }],
    ['the same one runs again', { occupant: occupiedBy(BAD, 'InProgress'), lastActionChangeAt: at('10:10') }],
    ['the same one has run since', { occupant: occupiedBy(BAD), lastActionChangeAt: at('10:20:10') }],
  ])('was the stage where %s: the targets are asked for again', (_, stage) => {
    const observation = anObservation({ stage: seen(aStage(stage)) });
    expect(reviewRefusals(refused(true), observation, at('10:20:11'))).toEqual({ ...aClaimed(), refused: [] });
  });

  test('stays unknown for five minutes where the stage cannot be read', () => {
    const observation = anObservation({ stage: notSeen('the stage', { transient: true }) });
    expect(reviewRefusals(refused(true), observation, at('10:24:59'))).toMatchObject({ kind: 'again' });
    expect(reviewRefusals(refused(true), observation, at('10:25'))).toMatchObject({ refused: [GOOD.id] });
  });
});
