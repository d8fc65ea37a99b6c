import { describe, expect, test } from 'vitest';
import { type DeploymentsOf, deploymentsOf } from '../../../lambda/decision/deployments.ts';
import { BAD, GOOD } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';
import { aRun, aStage, occupiedBy } from '../../support/builders/observations.ts';

function found(actions: DeploymentsOf['actions'], but: Partial<DeploymentsOf> = {}) {
  return deploymentsOf({
    stageName: 'Prod',
    stage: aStage(),
    actions,
    hasSucceeded: () => false,
    deployActions: undefined,
    ...but,
  });
}

const RUNNING = aStage({ occupant: occupiedBy(BAD, 'InProgress') });

describe('a deployment', () => {
  test('lasts from the begin of its first deploying action to the end of its last one', () => {
    const actions = [
      aRun(BAD, '10:07', '10:10', { action: 'Web' }),
      aRun(BAD, '10:05', '10:06', { action: 'Db', category: 'Invoke' }),
    ];
    expect(found(actions)).toEqual([{ by: BAD.id, beganAt: at('10:05'), endedAt: at('10:10'), outcome: 'whole' }]);
  });

  test('is one for each execution, in the order of their begins', () => {
    const deployments = found([aRun(BAD, '10:05', '10:10'), aRun(GOOD, '08:05', '08:10')]);
    expect(deployments.map(({ by }) => by)).toEqual([GOOD.id, BAD.id]);
  });

  test.each(['Approval', 'Test', 'Source'])('is none of an action of category %s', (category) => {
    expect(found([aRun(BAD, '10:05', '10:10', { category })])).toEqual([]);
    const before = aRun(BAD, '10:00', '10:04', { action: 'Before', category });
    expect(found([before, aRun(BAD, '10:05', '10:10')])).toMatchObject([{ beganAt: at('10:05') }]);
  });

  test.each(['Build', 'Invoke', 'Compute', 'Deploy'])('may be one of an action of category %s', (category) => {
    expect(found([aRun(BAD, '10:05', '10:10', { category })])).toHaveLength(1);
  });

  test('is none of an action that only makes a change set, but one of the action that executes it', () => {
    const prepare = aRun(BAD, '10:00', '10:04', { action: 'Prepare', mode: 'CHANGE_SET_REPLACE' });
    const execute = aRun(BAD, '10:05', '10:10', { mode: 'CHANGE_SET_EXECUTE' });
    expect(found([prepare])).toEqual([]);
    expect(found([prepare, execute])).toMatchObject([{ beganAt: at('10:05'), outcome: 'whole' }]);
  });

  test('is none of an action that makes a change set once more, and is not listed yet', () => {
    const before = aRun(GOOD, '08:05', '08:06', { action: 'Prepare', mode: 'CHANGE_SET_REPLACE' });
    const actions = [{ name: 'Prepare', status: 'InProgress', changedAt: at('10:05') }];
    const stage = aStage({ occupant: occupiedBy(BAD, 'InProgress'), actions });
    expect(found([before], { stage })).toEqual([]);
  });

  test('may be one of an action whose category is not told', () => {
    const { category: _, ...run } = aRun(BAD, '10:05', '10:10');
    expect(found([run])).toHaveLength(1);
  });

  test('is what the guard says that it is', () => {
    const actions = [
      aRun(BAD, '10:05', '10:06', { action: 'Warm up', category: 'Invoke' }),
      aRun(BAD, '10:07', '10:10', { action: 'Canary', category: 'Test' }),
    ];
    expect(found(actions, { deployActions: ['Canary'] })).toMatchObject([{ beganAt: at('10:07') }]);
  });

  test('is not made in another stage', () => {
    expect(found([aRun(BAD, '10:05', '10:10', { stage: 'Staging' })])).toEqual([]);
  });
});

describe('a deployment is half', () => {
  test('where an action failed', () => {
    expect(found([aRun(BAD, '10:05', '10:10', { status: 'Failed' })])).toMatchObject([{ outcome: 'half' }]);
  });

  test('where it never came to an action that others of this version came to', () => {
    const good = ['Web', 'Db'].map((action) => aRun(GOOD, '08:05', '08:10', { action }));
    const actions = [...good, aRun(BAD, '10:05', '10:10', { action: 'Web' })];
    expect(found(actions)).toMatchObject([{ outcome: 'whole' }, { outcome: 'half' }]);
    expect(found(actions, { hasSucceeded: (execution) => execution === BAD.id })).toMatchObject([
      { outcome: 'whole' },
      { outcome: 'whole' },
    ]);
  });

  test('but not for want of an action that another version of the pipeline had', () => {
    const old = aRun(GOOD, '08:05', '08:10', { action: 'Db', version: 6 });
    expect(found([old, aRun(BAD, '10:05', '10:10', { action: 'Web' })])).toMatchObject([
      { outcome: 'whole' },
      { outcome: 'whole' },
    ]);
  });
});

describe('a deployment runs', () => {
  test('while an action of it does', () => {
    const actions = [aRun(BAD, '10:05', '10:06', { status: 'InProgress' })];
    expect(found(actions, { stage: RUNNING })).toEqual([{ by: BAD.id, beganAt: at('10:05'), outcome: 'running' }]);
  });

  test('between two actions', () => {
    const good = ['Web', 'Db'].map((action) => aRun(GOOD, '08:05', '08:10', { action }));
    const web = aRun(BAD, '10:05', '10:10', { action: 'Web' });
    expect(found([...good, web], { stage: RUNNING }).at(-1)).toMatchObject({ outcome: 'running' });
  });

  test('but no longer once only an approval is left, although its execution is in the stage', () => {
    const approval = aRun(BAD, '10:11', '10:12', { action: 'Approve', category: 'Approval', status: 'InProgress' });
    expect(found([aRun(BAD, '10:05', '10:10'), approval], { stage: RUNNING })).toMatchObject([{ outcome: 'whole' }]);
  });

  test('as the state of the stage tells before the action is listed', () => {
    const actions = [{ name: 'Deploy', status: 'InProgress', changedAt: at('10:05') }];
    expect(found([], { stage: { ...RUNNING, actions } })).toMatchObject([{ beganAt: at('10:05'), outcome: 'running' }]);
    const waiting = [{ name: 'Approve', status: 'InProgress', changedAt: at('10:05'), token: 'token' }];
    expect(found([], { stage: { ...RUNNING, actions: waiting } })).toEqual([]);
  });
});

describe('each attempt is a deployment of its own', () => {
  test('where an action runs again', () => {
    const actions = [aRun(BAD, '10:05', '10:10', { status: 'Failed' }), aRun(BAD, '10:10:10', '10:15')];
    expect(found(actions)).toEqual([
      { by: BAD.id, beganAt: at('10:05'), endedAt: at('10:10'), outcome: 'half' },
      { by: BAD.id, beganAt: at('10:10:10'), endedAt: at('10:15'), outcome: 'whole' },
    ]);
  });

  test('where an action that had not run yet begins long after the others have ended', () => {
    const web = aRun(BAD, '10:05', '10:10', { action: 'Web' });
    const db = (begin: string) => aRun(BAD, begin, '10:20', { action: 'Db' });
    expect(found([web, db('10:11')])).toMatchObject([{ beganAt: at('10:05'), outcome: 'whole' }]);
    expect(found([web, db('10:11:00.001')])).toMatchObject([{ outcome: 'half' }, { outcome: 'whole' }]);
  });

  test('and the last is whole by what all of them did', () => {
    const actions = [
      aRun(BAD, '10:05', '10:10', { action: 'Web' }),
      aRun(BAD, '10:05', '10:10', { action: 'Db', status: 'Failed' }),
      aRun(BAD, '10:30', '10:35', { action: 'Db' }),
    ];
    expect(found(actions)).toMatchObject([{ outcome: 'half' }, { beganAt: at('10:30'), outcome: 'whole' }]);
  });

  test('and the last may run', () => {
    const actions = [
      aRun(BAD, '10:05', '10:10', { status: 'Failed' }),
      aRun(BAD, '10:30', '10:31', { status: 'InProgress' }),
    ];
    expect(found(actions, { stage: RUNNING })).toMatchObject([{ outcome: 'half' }, { outcome: 'running' }]);
  });
});
