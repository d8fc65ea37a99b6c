import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play } from '../../../support/played.ts';

/* Absence of data is no evidence (cases: no-data-hides-trouble, alarm-born-with-the-release). */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:00') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));

describe('an alarm without data for a moment', () => {
  const fix = deploys(v2, '09:32', '09:33');

  test('is still on where it was in ALARM before: the fix is not rolled back', () => {
    const alarm = anAlarmThat(goes('ALARM', '09:00'), goes('INSUFFICIENT_DATA', '09:31'), goes('ALARM', '09:32:36'));
    const { targets, told } = play({ visits: [live, fix], alarms: [alarm], from: '09:31', until: '10:30' });
    expect(targets).toEqual([]);
    expect(told.find(({ code }) => code === 'hold')).toMatchObject({ reason: 'alarm-predates-deployment' });
  });

  test('was off where it was OK before', () => {
    const alarm = anAlarmThat(goes('INSUFFICIENT_DATA', '09:31'), goes('ALARM', '09:36'));
    const { targets } = play({ visits: [live, fix], alarms: [alarm], until: '09:50' });
    expect(targets).toEqual([v1.id]);
  });

  test('was off where it had no data for longer than a release bakes', () => {
    const alarm = anAlarmThat(goes('ALARM', '07:00'), goes('INSUFFICIENT_DATA', '07:30'), goes('ALARM', '09:36'));
    const { targets } = play({ visits: [live, fix], alarms: [alarm], from: '09:00', until: '09:50' });
    expect(targets).toEqual([v1.id]);
  });

  test('is still on behind two gaps with trouble between them', () => {
    const alarm = anAlarmThat(
      goes('ALARM', '09:00'),
      goes('INSUFFICIENT_DATA', '09:10'),
      goes('ALARM', '09:12'),
      goes('INSUFFICIENT_DATA', '09:31'),
      goes('ALARM', '09:35'),
    );
    const { targets } = play({ visits: [live, fix], alarms: [alarm], from: '09:31', until: '10:30' });
    expect(targets).toEqual([]);
  });
});

describe('an alarm that was made with the release', () => {
  const release = deploys(v2, '09:01', '09:04');

  test('proves nothing with its first evaluation, and people are told', () => {
    const changes = [goes('INSUFFICIENT_DATA', '09:02'), goes('ALARM', '09:03'), goes('OK', '09:03:30')];
    const born = { name: 'errors', configuredAt: at('09:02'), changes };
    const { targets, told } = play({ visits: [live, release], alarms: [born], until: '10:30' });
    expect(targets).toEqual([]);
    expect(told.find(({ code }) => code === 'hold')).toMatchObject({ reason: 'alarm-never-ok', announce: true });
  });

  test('counts once it has been OK', () => {
    const changes = [goes('INSUFFICIENT_DATA', '09:02'), goes('OK', '09:05'), goes('ALARM', '09:12')];
    const born = { name: 'errors', configuredAt: at('09:02'), changes };
    const { targets } = play({ visits: [live, release], alarms: [born], until: '09:30' });
    expect(targets).toEqual([v1.id]);
  });

  test('proves nothing where it was made anew under an old name, behind the deployment', () => {
    const changes = [goes('INSUFFICIENT_DATA', '09:10'), goes('ALARM', '09:11')];
    const anew = { name: 'errors', configuredAt: at('09:10'), changes };
    const { targets, told } = play({ visits: [live, release], alarms: [anew], until: '09:30' });
    expect(targets).toEqual([]);
    expect(told.find(({ code }) => code === 'hold')).toMatchObject({ reason: 'alarm-never-ok' });
  });
});

describe('an alarm that was changed behind the deployment', () => {
  const release = deploys(v2, '09:01', '09:04');
  const changedAt = (time: string, ...changes: readonly AlarmChange[]) =>
    play({
      visits: [live, release],
      alarms: [{ ...anAlarmThat(...changes), configuredAt: at(time) }],
      until: '10:30',
    });

  test('and went on at once was turned on by that: what it was before says nothing', () => {
    const { targets, told } = changedAt('09:30', goes('ALARM', '09:31'));
    expect(targets).toEqual([]);
    expect(told).toMatchObject([{ code: 'hold', reason: 'alarm-never-ok', announce: true }]);
  });

  test('counts again once it has gone OK', () => {
    const { targets } = changedAt('09:30', goes('ALARM', '09:31'), goes('OK', '09:40'), goes('ALARM', '09:50'));
    expect(targets).toEqual([v1.id]);
    expect(changedAt('09:30', goes('ALARM', '09:29'), goes('OK', '09:30:20'), goes('ALARM', '09:31')).targets).toEqual([
      v1.id,
    ]);
  });

  test('counts where it stayed OK for longer than an evaluation takes', () => {
    expect(changedAt('09:30', goes('ALARM', '09:33')).targets).toEqual([v1.id]);
  });

  test('counts where it had gone on before it was changed', () => {
    expect(changedAt('09:31', goes('ALARM', '09:30:30', { told: at('09:32') })).targets).toEqual([v1.id]);
  });

  test('or by the deployment itself, counts: what that asks of the release it does not keep', () => {
    expect(changedAt('09:03', goes('ALARM', '09:04:30')).targets).toEqual([v1.id]);
  });
});
