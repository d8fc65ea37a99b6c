import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, aRollbackTo } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { v1, visits } from '../../../support/builders/three-releases.ts';
import { asks, play, type World } from '../../../support/played.ts';

/* A rollback that did not end well (case: failed-rollback). */

describe('a rollback that failed', () => {
  const world: World = {
    visits,
    alarms: [anAlarmThat(goes('ALARM', '09:05'))],
    rollbacksEnd: 'Failed',
    until: '09:30',
  };

  test('is told: what is live may be mixed', () => {
    const { told, targets } = play(world);
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback-failed')?.sentence).toContain('may be mixed');
  });

  test('at a test behind what it deployed has left its target live, and says so', () => {
    const { told } = play({ ...world, rollbacksEnd: 'Succeeded', rollbacksTest: 'Failed' });
    const sentence = told.find(({ code }) => code === 'rollback-failed')?.sentence;
    expect(sentence).toContain('everything in it that deploys had succeeded, so 11111111');
    expect(sentence).not.toContain('mixed');
  });

  test.each([
    ['at a test behind what it deployed', { rollbacksEnd: 'Succeeded', rollbacksTest: 'Failed' } as const],
    ['half-way', {}],
  ])('%s is over once the alarms are off: the next bad release is rolled back, too', (_, how) => {
    const next = anExecution('5', { startedAt: at('09:20') });
    const { targets } = play({
      ...world,
      ...how,
      visits: [...visits, deploys(next, '09:24', '09:25')],
      alarms: [anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:10'), goes('ALARM', '09:28'))],
      orders: [asks('09:23', { action: 'release' })],
    });
    expect(targets).toEqual([v1.id, v1.id]);
  });

  test('leaves its target eligible by name', () => {
    const orders = [asks('09:20', { action: 'rollback', target: v1.id })];
    expect(play({ ...world, orders }).targets).toEqual([v1.id, v1.id]);
  });

  test('leaves its target the default of a command', () => {
    const orders = [asks('09:21', { action: 'rollback' })];
    expect(play({ ...world, orders }).targets).toEqual([v1.id, v1.id]);
  });

  test('of a person leaves its target the default, too', () => {
    const failed = deploys(aRollbackTo(v1, 'b', { startedAt: at('09:04') }), '09:04', '09:05', { status: 'Failed' });
    const orders = [asks('09:21', { action: 'rollback' })];
    const { targets } = play({ ...world, visits: [...visits, failed], alarms: [anAlarmThat()], orders });
    expect(targets).toEqual([v1.id]);
  });

  test.each([
    ['ours', {}],
    [
      "a person's",
      {
        visits: [
          ...visits,
          deploys(aRollbackTo(v1, 'b', { startedAt: at('09:06') }), '09:06', '09:07', { status: 'Failed' }),
        ],
        alarms: [anAlarmThat(goes('ALARM', '09:40'))],
      },
    ],
  ])(
    'brought nothing back, %s: the next alarm is told of what it was to leave, which is live all the same',
    (_, but) => {
      const again = anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:25'), goes('ALARM', '09:40'));
      const { told } = play({ ...world, alarms: [again], ...but, until: '09:50' });
      expect(told.at(-1)).toMatchObject({ reason: 'already-rolled-back' });
      expect(told.at(-1)?.sentence).toContain('22222222 (c0ffee2 "Release 2") was rolled back from');
      expect(told.at(-1)?.sentence).toContain(
        'what is live is mixed: 22222222 (c0ffee2 "Release 2"), or half of 11111111',
      );
    },
  );

  test('does not make its target the suspect of an alarm that comes next', () => {
    const failed = deploys(aRollbackTo(v1, 'b', { startedAt: at('09:04') }), '09:04', '09:05', { status: 'Failed' });
    const { told } = play({
      ...world,
      visits: [...visits, failed],
      alarms: [anAlarmThat(goes('ALARM', '09:15'))],
      rollbacksEnd: 'Succeeded',
    });
    const blamed = told.filter(({ code }) => code === 'rollback').map(({ suspect }) => suspect?.id);
    expect(blamed).not.toContain(v1.id);
  });
});
