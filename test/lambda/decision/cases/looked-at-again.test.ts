import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { arnOf } from '../../../support/home.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* What was put off is looked at again (case: muted-then-not). */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('08:58') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));
const visits = [live, deploys(v2, '08:59', '09:00')];

describe('an alarm that is muted when it goes on', () => {
  const muted = goes('ALARM', '09:05', { mutedUntil: at('09:20') });

  test('is looked at when the mute ends, and rolled back for where it is still on', () => {
    const { targets, told } = play({ visits, alarms: [anAlarmThat(muted)], until: '09:30' });
    expect(targets).toEqual([v1.id]);
    expect(told.map(({ code, at: time }) => [code, time])).toEqual([
      ['hold', at('09:05')],
      ['rollback', at('09:20')],
    ]);
    expect(told[0]?.sentence).toContain('looked at again when the mute ends, at 2026-01-10 09:20:00 UTC');
  });

  test('is looked at then, however many others are muted with it', () => {
    const alarms = Array.from({ length: 30 }, (_, index) => ({
      ...anAlarmThat(muted, ...(index === 0 ? [] : [goes('OK', '09:15')])),
      name: `errors of service ${index}`,
    }));
    const { targets, told } = play({ visits, alarms, until: '09:30' });
    expect(told.filter(({ reason }) => reason === 'alarm-muted')).toHaveLength(30);
    expect(targets).toEqual([v1.id]);
  });

  test('comes to nothing where it is off by then', () => {
    const { targets } = play({ visits, alarms: [anAlarmThat(muted, goes('OK', '09:15'))], until: '09:30' });
    expect(targets).toEqual([]);
  });

  test('blames nobody by then where a fix was deployed meanwhile', () => {
    const fix = deploys(anExecution('3', { startedAt: at('09:10') }), '09:12', '09:13');
    const { targets, told } = play({ visits: [...visits, fix], alarms: [anAlarmThat(muted)], until: '09:30' });
    expect(targets).toEqual([]);
    expect(told).toContainEqual(expect.objectContaining({ code: 'hold', reason: 'suspect-replaced' }));
  });

  describe('beside a rollback', () => {
    const v0 = anExecution('0', { startedAt: daysBefore(6, '09:00') });
    const older = deploys(v0, daysBefore(6, '09:05'), daysBefore(6, '09:08'));
    const errors = anAlarmThat(goes('ALARM', '09:06'), goes('OK', '09:10'));
    const latency = (...changes: readonly AlarmChange[]): World => ({
      visits: [older, ...visits],
      alarms: [errors, { ...anAlarmThat(...changes), name: 'latency' }],
      guard: { maxAutomaticRollbacks: 2 },
      until: '10:30',
    });

    test.each(['09:05', '09:07'])('asks for no further one, though it is still on (since %s)', (since) => {
      const { targets } = play(latency(goes('ALARM', since, { mutedUntil: at('10:00') }), goes('OK', '09:50')));
      expect(targets).toEqual([v1.id]);
    });

    test('is looked at when the mute ends, also where it went on meanwhile', () => {
      const { targets, told } = play(latency(goes('ALARM', '09:07', { mutedUntil: at('10:00') })));
      expect(targets).toEqual([v1.id]);
      expect(told.find(({ at: time }) => time === at('10:00'))).toMatchObject({ code: 'hold' });
    });
  });

  test('is not looked at again where the mute lasts for more than a day, and nobody is promised it', () => {
    const long = goes('ALARM', '09:05', { mutedUntil: at('09:20') + 3 * 24 * 3_600_000 });
    const { told, state } = play({ visits, alarms: [anAlarmThat(long)], until: '09:30' });
    expect(told).toMatchObject([{ reason: 'alarm-muted', sentence: expect.not.stringContaining('looked at again') }]);
    expect(state.postponed).toEqual([]);
  });
});

test('an alarm that an alarm of the platform vetoes is looked at again, and rolled back for once that is off', () => {
  const platform = { ...anAlarmThat(goes('ALARM', '09:04'), goes('OK', '09:10')), name: 'platform' };
  const { targets, told } = play({
    visits,
    alarms: [anAlarmThat(goes('ALARM', '09:05')), platform],
    guard: { unlessAlarms: [arnOf('platform')] },
    until: '09:30',
  });
  expect(told[0]).toMatchObject({ reason: 'platform-trouble' });
  expect(targets).toEqual([v1.id]);
});

test('of a veto nobody reads that something would have been rolled back, which a guard in dry-run mode never does', () => {
  const platform = { ...anAlarmThat(goes('ALARM', '09:04')), name: 'platform' };
  const guard = { unlessAlarms: [arnOf('platform')], mode: 'dry-run' as const };
  const { told } = play({ visits, alarms: [anAlarmThat(goes('ALARM', '09:05')), platform], guard, until: '09:30' });
  const held = told.filter(({ reason }) => reason === 'platform-trouble');
  expect(held).not.toEqual([]);
  expect(held.filter(({ sentence }) => sentence.includes('rolled back'))).toEqual([]);
});

test('a release that is blamed has to prove itself again, although nothing was done about it', () => {
  const { state } = play({
    visits,
    alarms: [anAlarmThat(goes('ALARM', '09:05'))],
    guard: { mode: 'dry-run' },
    until: '09:30',
  });
  expect(state.releases).toContainEqual(expect.objectContaining({ blamedAt: at('09:05') }));
});
