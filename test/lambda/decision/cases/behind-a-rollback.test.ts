import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../../../lambda/decision/alarm.ts';
import { deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, datapoints, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, aRollbackTo } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { v0, v1, v2, visits } from '../../../support/builders/three-releases.ts';
import { asks, daysBefore, play, type World } from '../../../support/played.ts';

/* What comes behind a rollback (cases: person-was-faster, an-alarm-on-for-days). */

describe('a person was faster than the alarm', () => {
  const seesV2 = { period: 60_000, threshold: 10, datapoints: datapoints(90, '09:02', '09:03', '09:04') ?? [] };
  const late = anAlarmThat(goes('ALARM', '09:05:30', { grounds: seesV2 }), goes('OK', '09:09'));
  const consoleRollback = deploys(aRollbackTo(v1, 'b', { startedAt: at('09:04') }), '09:04', '09:05');

  test('in the console: the alarm belongs to what that rollback replaced, and the target stays', () => {
    const { targets, told } = play({ visits: [...visits, consoleRollback], alarms: [late], until: '10:00' });
    expect(targets).toEqual([]);
    expect(told.map(({ code, reason }) => reason ?? code)).toEqual([
      'rollback-by-others',
      'incident-open',
      'recovered',
    ]);
  });

  test('by command: it is one incident', () => {
    const { targets, told } = play({
      visits,
      alarms: [late],
      orders: [asks('09:04', { action: 'rollback' })],
      until: '10:00',
    });
    expect(targets).toEqual([v1.id]);
    expect(told.filter(({ code }) => code === 'recovered')).toMatchObject([{ at: expect.any(Number) }]);
    expect(told.find(({ code }) => code === 'recovered')?.at).toBeGreaterThanOrEqual(at('09:09'));
  });

  test('long before: trouble under what was good for days before is not blamed on that, since the rollback brought nothing new', () => {
    const own = { ...seesV2, datapoints: datapoints(90, '09:40', '09:41', '09:42') ?? [] };
    const { targets, told } = play({
      visits: [...visits, consoleRollback],
      alarms: [anAlarmThat(goes('ALARM', '09:43', { grounds: own }))],
      until: '09:50',
    });
    expect(targets).toEqual([]);
    expect(told.at(-1)).toMatchObject({ code: 'hold', reason: 'alarm-after-bake-time' });
  });

  test('long before: an alarm whose trouble began under the rollback of what is still within its bake time is its own', () => {
    const young = anExecution('6', { startedAt: at('08:30') });
    const back = deploys(aRollbackTo(young, 'b', { startedAt: at('09:04') }), '09:04', '09:05');
    const own = { ...seesV2, datapoints: datapoints(90, '09:20', '09:21', '09:22') ?? [] };
    const { targets, told } = play({
      visits: [...visits.slice(0, 2), deploys(young, '08:33', '08:35'), ...visits.slice(2), back],
      alarms: [anAlarmThat(goes('ALARM', '09:23', { grounds: own }))],
      until: '09:40',
    });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ suspect: { id: young.id } });
  });

  test.each([
    ['by its datapoints', { period: 60_000, periods: 3, datapointsToAlarm: 3, comparison: 'GreaterThanThreshold' }],
    [
      'since it looks back so far, where no datapoints can be read',
      { period: 60_000, periods: 3, datapointsToAlarm: 3 },
    ],
  ])(
    'and the fix is live by now: %s the alarm belongs to what that rollback replaced, and the fix stays',
    (_, evaluation) => {
      const fix = deploys(anExecution('5', { startedAt: at('09:05:02') }), '09:05:10', '09:05:20');
      const alarms = [{ ...late, evaluation }];
      const { targets, told } = play({ visits: [...visits, consoleRollback, fix], alarms, until: '10:00' });
      expect(targets).toEqual([]);
      const held = told.find(({ code }) => code === 'hold');
      expect(held).toMatchObject({ reason: 'alarm-of-replaced' });
      expect(held?.sentence).toContain('tells of 22222222');
      expect(held?.sentence).toContain('55555555 (c0ffee5 "Release 5") was deployed over what that brought back');
    },
  );

  test.each([
    ['by its datapoints', { period: 60_000, periods: 3, datapointsToAlarm: 3, comparison: 'GreaterThanThreshold' }],
    [
      'since it looks back so far, where no datapoints can be read',
      { period: 60_000, periods: 3, datapointsToAlarm: 3 },
    ],
  ])('and the controller came after that: %s the alarm may be that of what was replaced', (_, evaluation) => {
    const alarms = [{ ...late, evaluation }];
    const { targets, told } = play({ visits: [...visits, consoleRollback], alarms, from: '09:05:15', until: '10:00' });
    expect(targets).toEqual([]);
    expect(told).toMatchObject([{ code: 'hold', reason: 'alarm-of-replaced' }]);
  });
});

test('a rollback after which every alarm recovered counts no longer, also where another alarm is on when the next release comes', () => {
  const next = deploys(anExecution('5', { startedAt: at('09:38') }), '09:40', '09:41');
  const latency = { ...anAlarmThat(goes('ALARM', '09:30')), name: 'latency' };
  const errors = anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:10'), goes('ALARM', '09:45'));
  const { targets } = play({
    visits: [...visits, next],
    alarms: [errors, latency],
    orders: [asks('09:35', { action: 'release' })],
    until: '09:50',
  });
  expect(targets).toEqual([v1.id, v1.id]);
});

describe('a further rollback needs a reason of its own', () => {
  function withLatency(...changes: readonly AlarmChange[]): World {
    const errors = anAlarmThat(goes('ALARM', '09:02'), goes('OK', '09:05'));
    const latency = { ...anAlarmThat(...changes), name: 'latency' };
    return { visits, alarms: [errors, latency], guard: { maxAutomaticRollbacks: 2 }, from: '08:00', until: '11:00' };
  }

  const forDays = goes('ALARM', daysBefore(3, '09:00'));

  test('an alarm that has been on for days is none, and the end says so', () => {
    const { targets, told } = play(withLatency(forDays));
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'recovered')?.sentence).toContain('"latency" was on before');
  });

  test('nor is one that has been on for days, and was without data for a moment', () => {
    const { targets } = play(withLatency(forDays, goes('INSUFFICIENT_DATA', '09:03'), goes('ALARM', '09:04')));
    expect(targets).toEqual([v1.id]);
  });

  test('nor one that has been on for days, and flapped behind the rollback', () => {
    const { targets } = play(withLatency(forDays, goes('OK', '09:03'), goes('ALARM', '09:04:30')));
    expect(targets).toEqual([v1.id]);
  });

  test('one of several that outlast the rollback is enough', () => {
    const flapped = withLatency(forDays, goes('OK', '09:03'), goes('ALARM', '09:04:30'));
    const queue = { ...anAlarmThat(goes('ALARM', '09:03')), name: 'queue' };
    expect(play({ ...flapped, alarms: [...flapped.alarms, queue] }).targets).toEqual([v1.id, v0.id]);
  });

  test('one that may still look back on the first suspect is none: it is said how long it can stay on', () => {
    const slow = {
      ...anAlarmThat(goes('ALARM', '09:02')),
      evaluation: { period: 300_000, periods: 5, datapointsToAlarm: 1 },
    };
    const { targets, told } = play({ ...withLatency(), alarms: [slow] });
    expect(targets).toEqual([v1.id]);
    expect(told.at(-1)).toMatchObject({
      code: 'not-recovered',
      sentence: expect.stringContaining('"errors" may tell of before: it can stay on for 25 min behind that'),
    });
    const quick = { ...slow, evaluation: { ...slow.evaluation, datapointsToAlarm: 5 } };
    expect(play({ ...withLatency(), alarms: [quick] }).targets).toEqual([v1.id, v0.id]);
  });

  test('one that went on under the first suspect and stays on is, and nothing has recovered as long as it is on', () => {
    expect(play(withLatency(goes('ALARM', '09:03'))).targets).toEqual([v1.id, v0.id]);
    const { targets, told } = play({ ...withLatency(), alarms: [anAlarmThat(goes('ALARM', '09:02'))] });
    expect(targets).toEqual([v1.id, v0.id]);
    expect(told.map(({ code }) => code)).toEqual(['rollback', 'not-recovered', 'rollback', 'not-recovered']);
  });
});

describe('an alarm that is off when the rollback is through, and goes on afterwards', () => {
  const first = [goes('ALARM', '09:02'), goes('OK', '09:05')];
  const undone = (again: AlarmChange, evaluation?: Evaluation) =>
    play({
      visits,
      alarms: [{ ...anAlarmThat(...first, again), ...(evaluation && { evaluation }) }],
      orders: [asks('09:20', { action: 'undo' })],
      until: '10:00',
    }).told.at(-1);
  const slow = { period: 300_000, periods: 5, datapointsToAlarm: 1, comparison: 'GreaterThanThreshold' };

  test('is told as what it is: on since then, under what the rollback brought back', () => {
    const end = undone(goes('ALARM', '09:26'));
    expect(end).toMatchObject({ code: 'not-recovered', reason: 'alarm-since-rollback', undo: true });
    expect(end?.sentence).toMatch(
      /"errors" went on at 2026-01-10 09:26:00 UTC, \d min .*after the rollback, under 22222222/,
    );
    expect(end?.sentence).toContain('which may be bad itself');
    expect(end?.sentence).not.toMatch(/still in ALARM|may not be the cause/);
  });

  test('may tell of before as long as it looks back on that', () => {
    const end = undone(goes('ALARM', '09:26'), slow);
    expect(end?.sentence).toMatch(/after the rollback, and may tell of before: it can stay on for 25 min behind that$/);
    expect(end).not.toHaveProperty('reason');
  });

  test('does not where its datapoints say that it began behind the rollback', () => {
    const grounds = { period: 300_000, threshold: 10, datapoints: datapoints(90, '09:25') ?? [] };
    expect(undone(goes('ALARM', '09:30', { grounds }), slow)).toMatchObject({
      reason: 'alarm-since-rollback',
      sentence: expect.not.stringContaining('may tell of before'),
    });
  });

  test('is told from one that was on throughout', () => {
    const { told } = play({
      visits,
      alarms: [anAlarmThat(goes('ALARM', '09:02')), { ...anAlarmThat(goes('ALARM', '09:10')), name: 'latency' }],
      until: '10:00',
    });
    expect(told.at(-1)?.sentence).toContain('"errors" still in ALARM and "latency" in ALARM');
    expect(told.at(-1)?.sentence).toContain('the deployment may not be the cause; "latency" went on at');
  });
});

describe('an alarm begins behind the rollback of somebody else, and stays on', () => {
  const broken = anExecution('3', { startedAt: at('09:06') });
  const grounds = { period: 60_000, threshold: 10, datapoints: datapoints(90, '09:13') ?? [] };
  const evaluation = { period: 60_000, periods: 1, datapointsToAlarm: 1, comparison: 'GreaterThanThreshold' };
  const behind = (triggerType: string, changes: readonly AlarmChange[] = [goes('ALARM', '09:15', { grounds })]) => {
    const back = aRollbackTo(v2, 'b', { startedAt: at('09:10'), triggerType });
    return play({
      visits: [...visits, deploys(broken, '09:08', '09:10', { status: 'Failed' }), deploys(back, '09:10', '09:12')],
      alarms: [{ ...anAlarmThat(...changes), evaluation }],
      until: '10:00',
    });
  };

  test("where that was the pipeline's own rule, which brought back what is bad: it is rolled back once the time to recover is over", () => {
    const { targets, told } = behind('AutomatedRollback');
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ suspect: { id: v2.id }, at: at('09:27') });
  });

  test('where that brought back what had been live for days: people are told', () => {
    const back = aRollbackTo(v1, 'b', { startedAt: at('09:10'), triggerType: 'AutomatedRollback' });
    const { targets, told } = play({
      visits: [
        ...visits.slice(0, 2),
        deploys(broken, '09:08', '09:10', { status: 'Failed' }),
        deploys(back, '09:10', '09:12'),
      ],
      alarms: [{ ...anAlarmThat(goes('ALARM', '09:15', { grounds })), evaluation }],
      until: '10:00',
    });
    expect(targets).toEqual([]);
    expect(told.at(-1)).toMatchObject({ code: 'not-recovered', announce: true });
  });

  test('where that was a person: people are told, and a person decides', () => {
    const { targets, told } = behind('ManualRollback');
    expect(targets).toEqual([]);
    expect(told.at(-1)).toMatchObject({ code: 'not-recovered', announce: true });
  });

  test('or began before it had ended: it tells of what was replaced', () => {
    const early = { ...grounds, datapoints: datapoints(90, '09:11') ?? [] };
    const { targets, told } = behind('AutomatedRollback', [goes('ALARM', '09:12:30', { grounds: early })]);
    expect(targets).toEqual([]);
    expect(told.at(-1)).toMatchObject({ code: 'hold', reason: 'alarm-of-replaced' });
  });
});
