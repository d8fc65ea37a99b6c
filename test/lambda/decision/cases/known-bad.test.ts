import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, aRollbackTo } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play } from '../../../support/played.ts';

/* Known bad is a release, not an execution (cases: same-revision-twice, twin-of-the-live-one, unproven-target). */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));

describe('every commit runs twice', () => {
  const v2 = anExecution('2', { startedAt: at('08:58') });
  const v2Again = anExecution('a', { startedAt: at('09:02'), revisions: v2.revisions });
  const v3 = anExecution('3', { startedAt: at('09:12') });
  const byPerson = aRollbackTo(v1, 'b', { startedAt: at('09:10') });
  const visits = [
    live,
    deploys(v2, '08:59', '09:00'),
    deploys(v2Again, '09:03', '09:04'),
    deploys(byPerson, '09:10', '09:11'),
    deploys(v3, '09:14', '09:15'),
  ];
  const alarms = [anAlarmThat(goes('ALARM', '09:20'))];

  test('the twin of a release that a person rolled back from is no target', () => {
    expect(play({ visits, alarms, until: '09:30' }).targets).toEqual([v1.id]);
  });

  test('nor is it where the controller came only after that rollback', () => {
    expect(play({ visits, alarms, from: '09:15', until: '09:30' }).targets).toEqual([v1.id]);
  });

  test('nor where it runs a third time, and is rolled back again', () => {
    const third = anExecution('c', { startedAt: at('09:12'), revisions: v2.revisions });
    const visitsOfThird = [...visits.slice(0, 4), deploys(third, '09:14', '09:15')];
    expect(play({ visits: visitsOfThird, alarms, until: '09:30' }).targets).toEqual([v1.id]);
  });

  test('an id that CodePipeline does not name makes no twin: unknown is not equal', () => {
    const unnamed = [{ action: 'Source', id: 'c0ffee2' }, { action: 'Config' }];
    const one = anExecution('2', { startedAt: at('08:00'), revisions: unnamed });
    const other = anExecution('a', { startedAt: at('09:02'), revisions: unnamed });
    const { targets } = play({
      visits: [live, deploys(one, '08:02', '08:03'), deploys(other, '09:03', '09:04')],
      alarms,
      until: '09:30',
    });
    expect(targets).toEqual([one.id]);
  });
});

describe('the live commit is released once more, and this time it is bad', () => {
  const good = anExecution('2', { startedAt: at('07:58') });
  const bad = anExecution('a', { startedAt: at('11:58'), revisions: good.revisions });

  test('its proven twin is the target', () => {
    const { targets, told } = play({
      visits: [live, deploys(good, '07:59', '08:00'), deploys(bad, '11:59', '12:00')],
      alarms: [anAlarmThat(goes('ALARM', '12:02'))],
      until: '12:10',
    });
    expect(targets).toEqual([good.id]);
    expect(told.find(({ code }) => code === 'rollback')?.sentence).toContain('proven: live for');
  });

  test('a twin that was not proven before is none', () => {
    const young = anExecution('2', { startedAt: at('11:50'), revisions: good.revisions });
    const { targets } = play({
      visits: [live, deploys(young, '11:51', '11:52'), deploys(bad, '11:59', '12:00')],
      alarms: [anAlarmThat(goes('ALARM', '12:02'))],
      until: '12:10',
    });
    expect(targets).toEqual([v1.id]);
  });

  test('the good twin stays a target for a later release', () => {
    const v3 = anExecution('3', { startedAt: at('14:00') });
    const { targets } = play({
      visits: [live, deploys(good, '07:59', '08:00'), deploys(bad, '11:59', '12:00'), deploys(v3, '14:02', '14:03')],
      alarms: [anAlarmThat(goes('ALARM', '12:02'), goes('OK', '12:06'), goes('ALARM', '14:10'))],
      orders: [{ at: at('13:00'), command: { action: 'release' } }],
      until: '14:20',
    });
    expect(targets).toEqual([good.id, good.id]);
  });
});

describe('the last success is not the last good one', () => {
  const v2 = anExecution('2', { startedAt: at('09:01') });
  const v3 = anExecution('3', { startedAt: at('09:08') });
  const evaluation = { period: 300_000, periods: 1, datapointsToAlarm: 1 };

  test('a release that was live too short for the alarm to tell is a suspect itself', () => {
    const { targets } = play({
      visits: [live, deploys(v2, '09:02', '09:12'), deploys(v3, '09:12', '09:22')],
      alarms: [{ ...anAlarmThat(goes('ALARM', '09:12:30')), evaluation }],
      until: '09:40',
    });
    expect(targets).toEqual([v1.id]);
  });

  test('releases in a row without time to tell are all passed over', () => {
    const burst = ['2', '3', '4', '5'].map((digit, index) => {
      const startedAt = at('09:00') + index * 180_000;
      return deploys(anExecution(digit, { startedAt }), startedAt + 60_000, startedAt + 150_000);
    });
    const { targets, told } = play({
      visits: [live, ...burst],
      alarms: [{ ...anAlarmThat(goes('ALARM', '09:12:30')), evaluation }],
      until: '09:40',
    });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')?.sentence).toContain('suspect as well');
  });

  test('a release that was live for longer than its alarm looks back, and some slack, is a target', () => {
    const proven = deploys(v2, '08:00', '08:02');
    const { targets } = play({
      visits: [live, proven, deploys(anExecution('3', { startedAt: at('09:08') }), '09:12', '09:13')],
      alarms: [{ ...anAlarmThat(goes('ALARM', '09:20')), evaluation }],
      until: '09:40',
    });
    expect(targets).toEqual([v2.id]);
  });
});
