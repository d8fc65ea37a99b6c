import { describe, expect, test } from 'vitest';
import type { AlarmTransition } from '../../../lambda/decision/alarm.ts';
import { attributed, type Case, firedAt, UNTOLD } from '../../support/attributed.ts';
import { anAlarm, anAlarmEvent } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { aTenure, BAD_TENURE } from '../../support/builders/deployments.ts';
import { BAD } from '../../support/builders/executions.ts';
import { at } from '../../support/builders/moments.ts';
import { notSeen, seen } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

describe('what the event does not tell is read in the history of the alarm', () => {
  test.each<[string, Case]>([
    ['it has no previous state', { cause: UNTOLD }],
    [
      'the alarm was in its previous state only since the deployment',
      { cause: anAlarmCause({ event: anAlarmEvent({ previous: { value: 'OK', at: at('10:07') } }) }) },
    ],
    [
      'it is the release of a suppressed ALARM',
      { cause: anAlarmCause({ event: anAlarmEvent({ previous: { value: 'ALARM', at: at('06:00') } }) }) },
    ],
    ['it is the event of an earlier ALARM', { ...firedAt('09:00'), alarm: anAlarm() }],
  ])('where %s', (_, but) => {
    const since = at('09:05');
    expect(attributed(but)).toEqual({ kind: 'wants', wants: [{ fact: 'history', alarm: arnOf('shop-5xx'), since }] });
  });

  test('but not where it tells that the alarm was OK when the deployment began', () => {
    const event = anAlarmEvent({ previous: { value: 'OK', at: at('09:00') } });
    expect(attributed({ cause: anAlarmCause({ event }) })).toMatchObject({ kind: 'blame' });
  });
});

describe('an alarm with a history', () => {
  const withHistory = (history: NonNullable<Case['history']>, but: Case = {}) =>
    attributed({ cause: UNTOLD, history, ...but });
  const wentOn: AlarmTransition = { at: at('10:20'), from: 'OK', to: 'ALARM' };

  test('that was on when the deployment began predates it, although it was off in between', () => {
    const history = seen<readonly AlarmTransition[]>([
      wentOn,
      { at: at('10:12'), from: 'ALARM', to: 'OK' },
      { at: at('10:01'), from: 'OK', to: 'ALARM' },
    ]);
    expect(withHistory(history)).toMatchObject({
      code: 'alarm-predates-deployment',
      sentence: expect.stringContaining('in ALARM when the deployment began at 2026-01-10 10:05:00 UTC'),
    });
  });

  test('that was off when the deployment began is blamed', () => {
    const history = seen<readonly AlarmTransition[]>([wentOn, { at: at('10:04'), from: 'ALARM', to: 'OK' }]);
    expect(withHistory(history)).toMatchObject({ kind: 'blame' });
  });

  test('that was on when the first attempt of the deployment began predates it, too', () => {
    const tenures = [aTenure(BAD, '09:35', '09:40', { outcome: 'half' }), BAD_TENURE];
    const history = seen<readonly AlarmTransition[]>([
      wentOn,
      { at: at('09:50'), from: 'ALARM', to: 'OK' },
      { at: at('09:30'), from: 'OK', to: 'ALARM' },
    ]);
    expect(withHistory(history, { tenures })).toMatchObject({
      sentence: expect.stringContaining('began at 2026-01-10 09:35'),
    });
  });

  test('that had no data for a moment when the deployment began was what it was before', () => {
    const history = seen<readonly AlarmTransition[]>([
      wentOn,
      { at: at('10:12'), from: 'INSUFFICIENT_DATA', to: 'OK' },
      { at: at('10:01'), from: 'ALARM', to: 'INSUFFICIENT_DATA' },
    ]);
    expect(withHistory(history)).toMatchObject({ code: 'alarm-predates-deployment' });
    expect(withHistory(history, { bakeMinutes: 11 })).toMatchObject({ kind: 'blame' });
  });

  test.each<[string, NonNullable<Case['history']>]>([
    ['is empty', seen([])],
    ['tells the times but not the states', seen([{ at: at('10:01') }, { at: at('10:20') }])],
    [
      'has a hole around the begin',
      seen([
        { at: at('10:01'), to: 'OK' },
        { at: at('10:20'), from: 'ALARM' },
      ]),
    ],
    ['must not be read', notSeen('the history')],
  ])('that %s is unknown, which is neither good nor bad', (_, history) => {
    expect(withHistory(history)).toMatchObject({ kind: 'unclear', transient: false });
    const event = anAlarmEvent({ previous: { value: 'OK', at: at('10:07') } });
    expect(withHistory(history, { cause: anAlarmCause({ event }) })).toMatchObject({ kind: 'unclear' });
  });

  test('that cannot be read for the moment may be worth another try', () => {
    expect(withHistory(notSeen('the history', { transient: true }))).toMatchObject({
      kind: 'unclear',
      transient: true,
    });
  });
});

describe('an alarm that was made after the deployment began', () => {
  const made = anAlarm({ configuredAt: at('10:06') });

  test('proves nothing if it was never OK since', () => {
    const history = seen<readonly AlarmTransition[]>([{ at: at('10:20'), from: 'INSUFFICIENT_DATA', to: 'ALARM' }]);
    expect(attributed({ alarm: made, cause: UNTOLD, history })).toMatchObject({
      code: 'alarm-never-ok',
      sentence: expect.stringContaining('made or changed at 2026-01-10 10:06:00 UTC'),
    });
  });

  test('is blamed if it was OK since', () => {
    const history = seen<readonly AlarmTransition[]>([
      { at: at('10:08'), from: 'INSUFFICIENT_DATA', to: 'OK' },
      { at: at('10:20'), from: 'OK', to: 'ALARM' },
    ]);
    expect(attributed({ alarm: made, cause: UNTOLD, history })).toMatchObject({ kind: 'blame' });
  });
});
