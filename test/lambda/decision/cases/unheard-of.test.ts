import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { asks, daysBefore, play, type World } from '../../../support/played.ts';

/*
 * That no event told of an alarm is no proof of quiet: events are lost, come late, or before there is a controller, and a muted one blames
 * nobody. Nor is a moment of OK the end of trouble.
 */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('08:58') });
const v3 = anExecution('3', { startedAt: at('09:27') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));
const visits = [live, deploys(v2, '08:59', '09:00'), deploys(v3, '09:28', '09:29')];

describe('an alarm was on under the release before the suspect', () => {
  const under = (on: Partial<AlarmChange>, off = '09:20'): World => ({
    visits,
    alarms: [anAlarmThat(goes('ALARM', '09:05', on), goes('OK', off), goes('ALARM', '09:35'))],
    until: '09:50',
  });

  test('and its event was lost: that one is no target', () => {
    const { targets, told } = play(under({ told: 'never' }));
    expect(targets).toEqual([v1.id]);
    expect(told[0]?.sentence).toContain('suspect as well: 22222222 (c0ffee2 "Release 2") (live for 8 min');
  });

  test('and its event came too late for that', () => {
    expect(play(under({ told: at('09:36') })).targets).toEqual([v1.id]);
  });

  test('and was muted: nobody was blamed', () => {
    expect(play(under({ mutedUntil: at('09:25') })).targets).toEqual([v1.id]);
  });

  test('before there was a controller', () => {
    expect(play({ ...under({}), from: '09:25' }).targets).toEqual([v1.id]);
  });

  test('for most of its time: what was quiet is what counts, not what came after it was blamed', () => {
    const orders = [asks('09:01', { action: 'pause' }), asks('09:25', { action: 'resume' })];
    const { targets, told } = play({ ...under({}, '09:24'), orders });
    expect(told.map(({ reason }) => reason)).toContain('paused');
    expect(targets).toEqual([v1.id]);
  });

  test('long before it was replaced: it has been quiet for long enough since', () => {
    expect(play(under({ told: 'never' }, '09:10')).targets).toEqual([v2.id]);
  });

  test('of another alarm of the guard', () => {
    const latency = { ...anAlarmThat(goes('ALARM', '09:05', { told: 'never' }), goes('OK', '09:20')), name: 'latency' };
    expect(play({ visits, alarms: [anAlarmThat(goes('ALARM', '09:35')), latency], until: '09:50' }).targets).toEqual([
      v1.id,
    ]);
  });

  test('from before its deployment until shortly before the next: time under an alarm proves nothing', () => {
    const alarm = anAlarmThat(goes('ALARM', '08:30'), goes('OK', '09:24'), goes('ALARM', '09:35'));
    expect(play({ visits, alarms: [alarm], until: '09:50' }).targets).toEqual([v1.id]);
  });

  test('of another alarm of the guard, from before its deployment until the next had ended', () => {
    const latency = { ...anAlarmThat(goes('ALARM', '08:30'), goes('OK', '09:30')), name: 'latency' };
    expect(play({ visits, alarms: [anAlarmThat(goes('ALARM', '09:35')), latency], until: '09:50' }).targets).toEqual([
      v1.id,
    ]);
  });

  test('of another alarm of the guard that is on still, since before its deployment', () => {
    const latency = { ...anAlarmThat(goes('ALARM', '08:30')), name: 'latency' };
    const { targets } = play({ visits, alarms: [anAlarmThat(goes('ALARM', '09:35')), latency], until: '09:50' });
    expect(targets).toEqual([v1.id]);
  });

  test('of another alarm that has been on for days: that speaks against no release', () => {
    const latency = { ...anAlarmThat(goes('ALARM', daysBefore(2, '08:30'))), name: 'latency' };
    const { targets } = play({ visits, alarms: [anAlarmThat(goes('ALARM', '09:35')), latency], until: '09:50' });
    expect(targets).toEqual([v2.id]);
  });

  test('and another time under the next one: neither is a target', () => {
    const v4 = anExecution('4', { startedAt: at('09:39') });
    const lost = (from: string, until: string) => [goes('ALARM', from, { told: 'never' }), goes('OK', until)];
    const changes = [...lost('09:05', '09:20'), ...lost('09:31', '09:36'), goes('ALARM', '09:46')];
    const { targets } = play({
      visits: [...visits, deploys(v4, '09:40', '09:41')],
      alarms: [anAlarmThat(...changes)],
      until: '09:59',
    });
    expect(targets).toEqual([v1.id]);
  });

  test('all the time that it was live: it is no target, even where there is no other', () => {
    const old = anExecution('2', { startedAt: at('06:58') });
    const latency = { ...anAlarmThat(goes('ALARM', '06:30'), goes('OK', '09:30')), name: 'latency' };
    const { targets, told } = play({
      visits: [deploys(old, '06:59', '07:01'), deploys(v3, '09:28', '09:29')],
      alarms: [anAlarmThat(goes('ALARM', '09:35')), latency],
      until: '09:50',
    });
    expect(targets).toEqual([]);
    expect(told.at(-1)).toMatchObject({ code: 'hold', reason: 'no-eligible-target' });
    expect(told.at(-1)?.sentence).toContain('an alarm was on all the time that it was live');
  });

  test('behind its bake time: that speaks against no release', () => {
    const changes = [goes('ALARM', '08:30', { told: 'never' }), goes('OK', '08:52'), goes('ALARM', '09:05')];
    const v0 = anExecution('0', { startedAt: daysBefore(6, '09:00') });
    const older = deploys(v0, daysBefore(6, '09:05'), daysBefore(6, '09:08'));
    const { targets } = play({
      visits: [older, ...visits.slice(0, 2)],
      alarms: [anAlarmThat(...changes)],
      until: '09:20',
    });
    expect(targets).toEqual([v1.id]);
  });
});

describe('an alarm that flaps', () => {
  const flapping = (...changes: readonly AlarmChange[]) => ({
    ...anAlarmThat(...changes),
    evaluation: { period: 60_000, periods: 1, datapointsToAlarm: 1 },
  });
  const fix = deploys(v2, '09:00', '09:03');

  test('was on before the fix, though it was OK for a moment when that began', () => {
    const alarm = flapping(goes('ALARM', '08:00'), goes('OK', '08:59:20'), goes('ALARM', '09:01'));
    const { targets, told } = play({ visits: [live, fix], alarms: [alarm], until: '09:30' });
    expect(targets).toEqual([]);
    expect(told.at(-1)).toMatchObject({ code: 'hold', reason: 'alarm-predates-deployment' });
    expect(told.at(-1)?.sentence).toContain('in ALARM until 40 s before the deployment began');
  });

  test('and goes on again under the fix is remembered of it: the next day there is a better target', () => {
    const day = (time: string) => at(time) + 10 * 3_600_000;
    const next = anExecution('3', { startedAt: day('09:27') });
    const alarm = flapping(
      goes('ALARM', '08:00'),
      goes('OK', '08:59:20'),
      goes('ALARM', '09:40'),
      goes('OK', '09:45'),
      goes('ALARM', day('09:35')),
    );
    const { targets } = play({
      visits: [live, fix, deploys(next, day('09:28'), day('09:29'))],
      alarms: [alarm],
      until: day('09:50'),
    });
    expect(targets).toEqual([v1.id]);
  });

  test('for an hour blames no release that comes meanwhile', () => {
    const times = ['08:50', '08:51', '08:53', '08:55', '08:57', '08:59', '09:04'];
    const alarm = flapping(...times.map((time, index) => goes(index % 2 === 0 ? 'ALARM' : 'OK', time)));
    expect(play({ visits: [live, fix], alarms: [alarm], until: '09:30' }).targets).toEqual([]);
  });

  test('is off again once it was OK for longer than it takes to tell', () => {
    const alarm = flapping(goes('ALARM', '08:40'), goes('OK', '08:57'), goes('ALARM', '09:05'));
    expect(play({ visits: [live, fix], alarms: [alarm], until: '09:30' }).targets).toEqual([v1.id]);
  });

  test('is another story once a rollback had ended it: the next release is let in with the recovery, and may be bad as well', () => {
    const next = deploys(anExecution('3', { startedAt: at('09:04') }), '09:07', '09:08');
    const { targets } = play({
      visits: [...visits.slice(0, 2), next],
      guard: { freeze: 'until-recovered' },
      alarms: [anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:12'), goes('ALARM', '09:16'))],
      until: '09:50',
    });
    expect(targets).toEqual([v1.id, v1.id]);
  });
});
