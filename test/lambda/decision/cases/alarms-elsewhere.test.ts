import { describe, expect, test } from 'vitest';
import { alarmArn } from '../../../../lambda/decision/alarm-arn.ts';
import { deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { HOME } from '../../../support/home.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* The event of an alarm of another account or region is forwarded, and that may be lost: while a release bakes, the alarm is looked at. */

const ELSEWHERE = alarmArn({ ...HOME, account: '210987654321' }, 'errors');
const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('08:58') });
const visits = [deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08')), deploys(v2, '08:59', '09:00')];

function elsewhere(...changes: readonly AlarmChange[]): World {
  return { visits, alarms: [{ ...anAlarmThat(...changes), name: ELSEWHERE }], until: '10:30' };
}

describe('an alarm elsewhere whose event never comes', () => {
  const lost = goes('ALARM', '09:05:20', { told: 'never' });

  test('is rolled back for within little more than a minute', () => {
    const { targets, effects } = play(elsewhere(lost));
    expect(targets).toEqual([v1.id]);
    const [rollback] = effects.filter(({ kind }) => kind === 'rollback');
    expect((rollback?.at ?? 0) - at('09:05:20')).toBeLessThanOrEqual(75_000);
  });

  test('is not looked at beside the controller, where events are not forwarded', () => {
    const { targets } = play({ ...elsewhere(), alarms: [anAlarmThat(lost)] });
    expect(targets).toEqual([]);
  });

  test('is not looked at once the bake time is over', () => {
    const { targets, state } = play(elsewhere(goes('ALARM', '10:02', { told: 'never' })));
    expect(targets).toEqual([]);
    expect(state).not.toHaveProperty('baking');
    expect(state).not.toHaveProperty('wakeAt');
  });

  test('rolls nothing back that it was on before', () => {
    const { targets } = play(elsewhere(goes('ALARM', '08:50', { told: 'never' })));
    expect(targets).toEqual([]);
  });

  test('counts after a further deployment, too, against the newest release', () => {
    const v3 = anExecution('3', { startedAt: at('09:10') });
    const { targets, told } = play({
      ...elsewhere(goes('ALARM', '09:20', { told: 'never' })),
      visits: [...visits, deploys(v3, '09:12', '09:13')],
    });
    expect(targets).toHaveLength(1);
    expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ suspect: { id: v3.id } });
  });
});

test('an event that comes after all is no news', () => {
  const late = goes('ALARM', '09:05:20', { told: at('09:07:30') });
  const { targets, told } = play(elsewhere(late, goes('OK', '09:06:50')));
  expect(targets).toEqual([v1.id]);
  expect(told.map(({ code }) => code)).toEqual(['rollback', 'recovered']);
});

test('an event is waited for a moment, since only it tells of a mute', () => {
  const muted = goes('ALARM', '09:05:58', { told: at('09:06:02'), mutedUntil: at('10:20') });
  const { targets, told } = play(elsewhere(muted, goes('OK', '09:30')));
  expect(targets).toEqual([]);
  expect(told[0]).toMatchObject({ reason: 'alarm-muted' });
});

test('an alarm beside the controller is decided about while nobody may look at one elsewhere', () => {
  const { targets, state } = play({
    visits,
    alarms: [anAlarmThat(goes('ALARM', '09:05')), { ...anAlarmThat(), name: ELSEWHERE, denied: true }],
    until: '09:10',
  });
  expect(targets).toEqual([v1.id]);
  expect(state.deployments.map(({ by }) => by)).toContain(v2.id);
});
