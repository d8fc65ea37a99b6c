import { describe, expect, test } from 'vitest';
import { describeDeployment, whatIsDeployed } from '../../../lambda/decision/deployment.ts';
import type { Observation } from '../../../lambda/decision/facts.ts';
import type { StageRun, StageStatus } from '../../../lambda/decision/stage.ts';
import { aDeployment } from '../../support/builders/deployments.ts';
import { aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';
import {
  allOf,
  anObservation,
  anObservationWhileDeploying,
  aStage,
  aStageThatNeverRan,
  aStageWithoutTimes,
  firstPageOf,
  notSeen,
  occupiedBy,
  seen,
} from '../../support/builders/observations.ts';

const deployed = (but: Partial<Observation> = {}) => whatIsDeployed('Prod', 'shop', anObservation(but));
const stageWith = (status: StageStatus) => seen(aStage({ occupant: occupiedBy(BAD, status) }));
const ROLLBACK = aRollbackTo(GOOD, 'f');

describe('the suspect', () => {
  test('is the latest execution of the stage', () => {
    expect(deployed()).toMatchObject({ kind: 'deployed', suspect: BAD, by: BAD, running: false, endedAt: at('10:10') });
  });

  test.each<StageStatus>(['Failed', 'Stopped', 'Cancelled', 'Succeeded'])(
    'is the same when its status is %s',
    (status) => {
      expect(deployed({ stage: stageWith(status) })).toMatchObject({ suspect: BAD, running: false });
    },
  );

  test.each<StageStatus>(['InProgress', 'Stopping'])('has no end yet while its status is %s', (status) => {
    const { endedAt, ...running } = { endedAt: undefined, ...deployed({ stage: stageWith(status) }) };
    expect(running).toMatchObject({ suspect: BAD, running: true });
    expect(endedAt).toBeUndefined();
  });

  test('is the execution that a ROLLBACK went back to, deployed when the rollback ran', () => {
    const stage = seen(aStage({ occupant: occupiedBy(ROLLBACK), lastActionChangeAt: at('10:33') }));
    const found = deployed({ stage, recent: allOf(ROLLBACK, BAD, GOOD) });
    expect(found).toMatchObject({ suspect: GOOD, by: ROLLBACK, notBefore: at('10:30'), endedAt: at('10:33') });
  });

  test('is found among those that succeeded in the stage too', () => {
    expect(deployed({ recent: allOf() })).toMatchObject({ suspect: BAD });
  });

  test('is looked for on further pages', () => {
    const pages = { recent: firstPageOf(GOOD), succeeded: allOf(GOOD) };
    expect(deployed(pages)).toEqual({ kind: 'look-up', fact: 'more-recent', about: BAD.id });
  });
});

describe('the times of the deployment', () => {
  const attempts: StageRun = [{ beganAt: at('10:05'), endedAt: at('10:11') }];
  const run = seen(attempts);

  test('come from its actions, where they were looked up', () => {
    expect(deployed({ run, stage: seen(aStageWithoutTimes()) })).toMatchObject({
      attempts,
      endedAt: at('10:11'),
    });
  });

  test('have no end while it runs, whatever its actions say', () => {
    expect(whatIsDeployed('Prod', 'shop', anObservationWhileDeploying({ run }))).not.toHaveProperty('endedAt');
  });
});

describe('without a suspect there is a hold', () => {
  test.each<[string, Partial<Observation>, string, string]>([
    ['a stage that never ran', { stage: seen(aStageThatNeverRan()) }, 'nothing-deployed', '"Prod"'],
    ['a skipped stage', { stage: stageWith('Skipped') }, 'stage-skipped', BAD.id],
    ['a stage that the pipeline does not have', { stage: seen('not-found') }, 'stage-not-found', '"shop"'],
    ['a stage that must not be read', { stage: notSeen('the stage') }, 'could-not-observe', 'AccessDenied'],
    ['executions that must not be read', { recent: notSeen('the executions') }, 'could-not-observe', 'the executions'],
    ['successes that must not be read', { succeeded: notSeen('the successes') }, 'could-not-observe', 'the successes'],
    ['action executions that must not be read', { run: notSeen('the actions') }, 'could-not-observe', 'the actions'],
  ])('for %s', (_, but, code, quoted) => {
    expect(deployed(but)).toMatchObject({ kind: 'hold', code, sentence: expect.stringContaining(quoted) });
  });

  test('that names the missing pipeline, whose executions cannot be listed either', () => {
    const lists = { recent: notSeen('the executions'), succeeded: notSeen('the executions') };
    expect(deployed({ stage: seen('not-found'), ...lists })).toMatchObject({ code: 'stage-not-found' });
  });

  test('for a ROLLBACK that does not tell what it went back to: it is no suspect itself', () => {
    const { rollbackTarget: _, ...nameless } = ROLLBACK;
    const stage = seen(aStage({ occupant: occupiedBy(nameless) }));
    expect(deployed({ stage, recent: allOf(nameless, BAD, GOOD) })).toMatchObject({ code: 'could-not-observe' });
  });

  test('but another try for an execution that no list has: a new one may be listed late', () => {
    const what = expect.stringContaining(BAD.id);
    expect(deployed({ recent: allOf(), succeeded: allOf() })).toMatchObject({ kind: 'again', what });
  });

  test('but another try where the failure may pass', () => {
    expect(deployed({ stage: notSeen('the stage', { transient: true }) })).toMatchObject({ kind: 'again' });
  });
});

test('a deployment brought back by a rollback names both', () => {
  expect(describeDeployment(aDeployment())).toBe('bbbbbbbb (c0ffeeb "Release b")');
  expect(describeDeployment(aDeployment({ by: ROLLBACK, suspect: GOOD }))).toBe(
    'aaaaaaaa (c0ffeea "Release a"), brought back by rollback ffffffff',
  );
});
