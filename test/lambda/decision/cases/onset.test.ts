import { describe, expect, test } from 'vitest';
import type { ObservedAlarm } from '../../../../lambda/decision/alarm.ts';
import { MINUTE } from '../../../../lambda/decision/time.ts';
import { anAction, aVisit, deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, datapoints, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play } from '../../../support/played.ts';

/* The change of state is not the onset (case: slow-alarm). The alarm looks at 3 periods of 5 minutes. */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('08:15') });
const v3 = anExecution('3', { startedAt: at('09:06') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));

function slow(periods: number, minutes: number): NonNullable<ObservedAlarm['evaluation']> {
  const comparison = 'GreaterThanThreshold';
  return { period: minutes * MINUTE, periods, datapointsToAlarm: periods, comparison, threshold: 10 };
}

function breachingSince(...times: readonly string[]) {
  return { period: 5 * MINUTE, threshold: 10, datapoints: datapoints(90, ...times) ?? [] };
}

const slowAlarm = {
  ...anAlarmThat(goes('ALARM', '09:16', { grounds: breachingSince('09:00', '09:05', '09:10') })),
  evaluation: slow(3, 5),
};

describe('an alarm that tells a quarter of an hour late', () => {
  const visits = [live, deploys(v2, '08:18', '08:20'), deploys(v3, '09:08', '09:10')];

  test('blames what was live when the trouble began, and goes back past what was deployed over it before anybody knew', () => {
    const { told, targets } = play({ visits, alarms: [slowAlarm], until: '09:20' });
    expect(targets).toEqual([v1.id]);
    expect(told[0]?.sentence).toContain('the trouble began with the datapoint of 2026-01-10 09:00:00 UTC');
    expect(told[0]?.sentence).toContain(v2.id.slice(0, 8));
    expect(told[0]?.sentence).toContain('was deployed over it at 2026-01-10 09:08:00 UTC, before the alarm was told');
  });

  test('blames the newest release that began deploying before the onset', () => {
    const early = deploys(anExecution('3', { startedAt: at('08:50') }), '08:55', '08:57');
    const { targets, told } = play({
      visits: [live, deploys(v2, '08:18', '08:20'), early],
      alarms: [slowAlarm],
      until: '09:20',
    });
    expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ suspect: { id: v3.id } });
    expect(targets).toEqual([v2.id]);
  });

  test('counts the M newest breaching datapoints only: gaps and good ones between them are none', () => {
    const grounds = {
      ...breachingSince('09:00', '09:10'),
      datapoints: [...(datapoints(90, '08:50', '09:00', '09:10') ?? []), ...(datapoints(1, '08:55', '09:05') ?? [])],
    };
    const alarm = {
      ...anAlarmThat(goes('ALARM', '09:16', { grounds })),
      evaluation: { ...slow(5, 5), datapointsToAlarm: 2 },
    };
    const { told } = play({ visits, alarms: [alarm], until: '09:17' });
    expect(told[0]?.sentence).toContain('datapoint of 2026-01-10 09:00:00 UTC');
  });
});

describe('an alarm of which no datapoints can be read', () => {
  test('is taken at its change of state, and the sentence says so', () => {
    const { told, targets } = play({
      visits: [live, deploys(v2, '09:00', '09:02')],
      alarms: [anAlarmThat(goes('ALARM', '09:16'))],
      until: '09:20',
    });
    expect(targets).toEqual([v1.id]);
    expect(told[0]?.sentence).toContain('as far as can be told: no datapoints of it can be read');
  });

  test.each([
    [
      'takes what was live until then for a suspect, too, where what is live was deployed too late for so many periods',
      3,
      v1,
    ],
    ['keeps to the newest where one datapoint of its window is enough', 1, v2],
  ])('%s', (_, datapointsToAlarm, target) => {
    const alarm = {
      ...anAlarmThat(goes('ALARM', '09:16')),
      evaluation: { ...slow(3, 5), comparison: 'GreaterThanUpperThreshold', datapointsToAlarm },
    };
    const visits = [live, deploys(v2, '08:18', '08:20'), deploys(v3, '09:08', '09:10')];
    expect(play({ visits, alarms: [alarm], until: '09:20' }).targets).toEqual([target.id]);
  });

  test('of metric math or a band, whose reason has another shape, too', () => {
    const grounds = { datapoints: datapoints(90, '09:05') ?? [] };
    const { told } = play({
      visits: [live, deploys(v2, '09:00', '09:02')],
      alarms: [anAlarmThat(goes('ALARM', '09:16', { grounds }))],
      until: '09:20',
    });
    expect(told[0]?.sentence).toContain('changed its state at 2026-01-10 09:16:00 UTC');
  });
});

describe('attempts of one release (case: retry-of-the-rest)', () => {
  const migrate = anAction('Migrate', '09:20', '09:23');
  const stopped = aVisit(v2, [migrate], { isStopped: true });

  test('an alarm that was on when the rest was retried, and flapped, blames nobody', () => {
    const { targets, told } = play({
      visits: [live, stopped, aVisit(v2, [anAction('Deploy', '10:57:30', '10:59')])],
      alarms: [anAlarmThat(goes('ALARM', '10:52'), goes('OK', '10:57:48'), goes('ALARM', '10:58:06'))],
      guard: { bakeMinutes: 120 },
      from: '10:55',
      until: '11:30',
    });
    expect(targets).toEqual([]);
    expect(told.find(({ code }) => code === 'hold')).toMatchObject({ reason: 'alarm-predates-deployment' });
  });

  test('an alarm that was off when the rest was retried blames it', () => {
    const { targets } = play({
      visits: [live, stopped, aVisit(v2, [anAction('Deploy', '10:57:30', '10:59')])],
      alarms: [anAlarmThat(goes('ALARM', '11:02'))],
      until: '11:30',
    });
    expect(targets).toEqual([v1.id]);
  });

  test('a whole retry of a stage that failed half-way, under an alarm that was on, blames nobody', () => {
    const failed = aVisit(v2, [migrate, anAction('Deploy', '09:23', '09:25', { status: 'Failed' })]);
    const { targets, told } = play({
      visits: [live, failed, aVisit(v2, [anAction('Migrate', '10:00', '10:01'), anAction('Deploy', '10:01', '10:03')])],
      alarms: [anAlarmThat(goes('ALARM', '09:50'), goes('OK', '10:00:30'), goes('ALARM', '10:04'))],
      from: '10:03:30',
      until: '10:30',
    });
    expect(targets).toEqual([]);
    expect(told.find(({ code }) => code === 'hold')).toMatchObject({ reason: 'alarm-predates-deployment' });
  });
});
