import { describe, expect, test } from 'vitest';
import { deploys, type Visit } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, aRollbackTo } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play } from '../../../support/played.ts';

/* An alarm behind the bake time rolls nothing back; yet trouble that comes with a peak or with a job of the night comes again. */

const v1 = anExecution('1', { startedAt: daysBefore(9, '09:00') });
const v2 = anExecution('2', { startedAt: daysBefore(1, '17:00') });
const bad = anExecution('4', { startedAt: at('09:00') });
const live = deploys(v1, daysBefore(9, '09:05'), daysBefore(9, '09:08'));
const deployedIn = (days: number) => deploys(v2, daysBefore(days, '17:05'), daysBefore(days, '17:08'));
const atNight = [goes('ALARM', '02:00'), goes('OK', '02:40')];

function goneBackTo(second: Visit | readonly Visit[], ...changes: readonly AlarmChange[]): readonly string[] {
  const visits = [live, second, deploys(bad, '09:01', '09:04')].flat();
  return play({ visits, alarms: [anAlarmThat(...changes, goes('ALARM', '09:06'))], until: '09:10' }).targets;
}

describe('an alarm in the first night of a release', () => {
  test('makes it no target where the one before had none', () => {
    expect(goneBackTo(deployedIn(1), ...atNight)).toEqual([v1.id]);
    expect(goneBackTo(deployedIn(1))).toEqual([v2.id]);
  });

  test('is not held against one that had been live for longer than a day', () => {
    expect(goneBackTo(deployedIn(2), ...atNight)).toEqual([v2.id]);
  });

  test('is held against one that was deployed long before, and brought back: its first day is the time that it is live', () => {
    const v2Of = (days: number) => ({ ...v2, startedAt: daysBefore(days, '17:00') });
    const v3 = anExecution('3', { startedAt: daysBefore(4, '19:00') });
    const back = aRollbackTo(v2, '9', { startedAt: daysBefore(1, '16:00') });
    const away = deploys(v3, daysBefore(4, '19:05'), daysBefore(4, '19:08'));
    const again = deploys(back, daysBefore(1, '16:00'), daysBefore(1, '16:03'));
    const liveFor = (days: number) => [
      deploys(v2Of(days), daysBefore(days, '17:05'), daysBefore(days, '17:08')),
      away,
      again,
    ];
    expect(goneBackTo(liveFor(4), ...atNight)).toEqual([v1.id]);
    expect(goneBackTo(liveFor(5), ...atNight)).toEqual([v2.id]);
  });

  test('is made up for by a day without one', () => {
    const before = [goes('ALARM', daysBefore(1, '02:00')), goes('OK', daysBefore(1, '02:40'))];
    expect(goneBackTo(deployedIn(2), ...before)).toEqual([v2.id]);
  });
});

test('trouble that came late, and comes as late in the next release, is not blamed on the fix that is being deployed by then', () => {
  const slow = anExecution('5', { startedAt: at('09:00') });
  const carrier = anExecution('6', { startedAt: at('11:00') });
  const fix = anExecution('7', { startedAt: at('12:20') });
  const visits = [
    live,
    deploys(slow, '09:01', '09:04'),
    deploys(carrier, '11:01', '11:04'),
    deploys(fix, '12:29', '12:40'),
  ];
  const alarms = [anAlarmThat(goes('ALARM', '10:34'), goes('OK', '11:06'), goes('ALARM', '12:34'))];
  const { targets, told } = play({ visits, alarms, until: '12:50' });
  expect(targets).toEqual([]);
  expect(told.map(({ reason }) => reason)).toContain('alarm-after-bake-time');
});
