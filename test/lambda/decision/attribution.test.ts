import { describe, expect, test } from 'vitest';
import type { AlarmEvent, ObservedAlarm } from '../../../lambda/decision/alarm.ts';
import { attribute } from '../../../lambda/decision/attribution.ts';
import type { Deployment } from '../../../lambda/decision/deployment.ts';
import type { Observation } from '../../../lambda/decision/facts.ts';
import type { StageRun } from '../../../lambda/decision/stage.ts';
import { anAlarm, anAlarmEvent, anAlarmEventWithoutPrevious } from '../../support/builders/alarms.ts';
import { aDeployment } from '../../support/builders/deployments.ts';
import { at } from '../../support/builders/moments.ts';
import { anObservation, notSeen, seen } from '../../support/builders/observations.ts';

interface Case {
  readonly event?: AlarmEvent;
  readonly alarm?: ObservedAlarm;
  readonly deployment?: Deployment;
  readonly observation?: Observation;
  readonly bakeMinutes?: number;
}

/** Attributes the alarm of the usual story: BAD deployed 10:05 to 10:10, ALARM at 10:20, OK since 06:00. */
function attributed(but: Case = {}) {
  return attribute({
    event: anAlarmEvent(),
    alarm: anAlarm(),
    deployment: aDeployment(),
    bakeMinutes: 60,
    observation: anObservation(),
    ...but,
  });
}

/** The times of the deployment were looked up. */
function timed(but: Partial<Deployment> = {}): { readonly deployment: Deployment; readonly observation: Observation } {
  const run: StageRun = [{ beganAt: at('10:05'), endedAt: at('10:10') }];
  return { deployment: aDeployment({ attempts: run, ...but }), observation: anObservation({ run: seen(run) }) };
}

function firedAt(time: string) {
  return { alarm: anAlarm({ since: at(time) }), event: anAlarmEvent({ state: { value: 'ALARM', at: at(time) } }) };
}

describe('an alarm that came on with the deployment', () => {
  test('predates it if it came on in the very millisecond that the deployment began', () => {
    expect(attributed({ ...timed(), ...firedAt('10:05') })).toMatchObject({ code: 'alarm-predates-deployment' });
    expect(attributed(firedAt('10:00'))).toMatchObject({ code: 'alarm-predates-deployment' });
  });

  test('is blamed on it from the next millisecond on', () => {
    expect(attributed({ ...timed(), ...firedAt('10:05:00.001') })).toMatchObject({ kind: 'blame' });
  });
});

describe('the easy case', () => {
  test('needs no further look: the event tells that the alarm was OK from before the execution until after its end', () => {
    expect(attributed()).toEqual({
      kind: 'blame',
      grounds: expect.stringContaining('10 min after the end of deployment bbbbbbbb'),
    });
  });
});

describe('what the easy case does not tell is looked up', () => {
  test.each<[string, Case]>([
    ['the event has no previous state', { event: anAlarmEventWithoutPrevious() }],
    [
      'the alarm was in its previous state only since the deployment',
      { event: anAlarmEvent({ previous: { value: 'OK', at: at('10:07') } }) },
    ],
    [
      'the event is the release of a suppressed ALARM',
      { event: anAlarmEvent({ previous: { value: 'ALARM', at: at('06:00') } }) },
    ],
    ['the event is one of an earlier ALARM', { event: anAlarmEvent({ state: { value: 'ALARM', at: at('09:00') } }) }],
    ['the alarm fired before the deployment ended', firedAt('10:07')],
  ])('the times of the deployment, where %s', (_, but) => {
    expect(attributed(but)).toMatchObject({ kind: 'look-up', fact: 'run' });
  });

  test('then the history of the alarm, where the state at the begin is still unknown', () => {
    expect(attributed({ ...timed(), event: anAlarmEventWithoutPrevious() })).toMatchObject({
      kind: 'look-up',
      fact: 'history',
      about: 'shop-5xx',
    });
  });

  test('but no history, where the event tells that it was OK when the deployment began', () => {
    const event = anAlarmEvent({ previous: { value: 'OK', at: at('10:02') } });
    expect(attributed({ ...timed(), event })).toMatchObject({ kind: 'blame' });
  });
});

describe('an alarm with a history', () => {
  const { deployment, observation } = timed();
  const withHistory = (history: Observation['history']) =>
    attributed({
      deployment,
      event: anAlarmEventWithoutPrevious(),
      observation: { ...observation, ...(history && { history }) },
    });

  test('that was on when the deployment began predates it, although it was off in between', () => {
    const history = seen([
      { at: at('10:20'), from: 'OK', to: 'ALARM' },
      { at: at('10:12'), from: 'ALARM', to: 'OK' },
      { at: at('10:01'), from: 'OK', to: 'ALARM' },
    ] as const);
    expect(withHistory(history)).toMatchObject({
      code: 'alarm-predates-deployment',
      sentence: expect.stringContaining('in ALARM when the deployment began at 2026-01-10 10:05:00 UTC'),
    });
  });

  test('that was off when the deployment began is blamed', () => {
    const history = seen([
      { at: at('10:20'), from: 'OK', to: 'ALARM' },
      { at: at('10:04'), from: 'ALARM', to: 'OK' },
    ] as const);
    expect(withHistory(history)).toMatchObject({ kind: 'blame' });
  });

  test.each<[string, Observation['history']]>([
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
  ])('that %s is unknown: held as could-not-observe', (_, history) => {
    expect(withHistory(history)).toMatchObject({ kind: 'hold', code: 'could-not-observe' });
  });

  test('that cannot be read for the moment is asked for again', () => {
    expect(withHistory(notSeen('the history', { transient: true }))).toMatchObject({ kind: 'again' });
  });
});

describe('a deployment whose times are not known', () => {
  test.each<[string, Case]>([
    ['begin', { ...firedAt('10:07'), observation: anObservation({ run: seen(undefined) }) }],
    ['end', (({ endedAt: _, ...deployment }) => ({ ...timed(), deployment }))(timed().deployment)],
  ])('is not blamed without its %s', (what, but) => {
    expect(attributed(but)).toMatchObject({
      code: 'could-not-observe',
      sentence: expect.stringContaining(`the ${what} of`),
    });
  });
});

describe('the bake time', () => {
  const firedAfter = (time: string, bakeMinutes: number) => attributed({ ...firedAt(time), bakeMinutes });

  test('includes its last millisecond', () => {
    expect(firedAfter('10:40', 30)).toMatchObject({ kind: 'blame' });
    expect(firedAfter('10:40:00.001', 30)).toMatchObject({ code: 'alarm-after-bake-time' });
  });

  test('is quoted with a number that can be compared with it', () => {
    expect(firedAfter('11:10:00.001', 60)).toMatchObject({
      sentence: expect.stringContaining('60 min 1 s after deployment bbbbbbbb'),
    });
    expect(firedAfter('11:24', 60)).toMatchObject({ sentence: expect.stringContaining('ended, bake time is 60 min') });
  });

  test('counts from when the alarm went into ALARM, not from when its actions were released', () => {
    const event = anAlarmEvent({
      state: { value: 'ALARM', at: at('12:00') },
      previous: { value: 'ALARM', at: at('10:20') },
    });
    const history = seen([{ at: at('10:20'), from: 'OK', to: 'ALARM' }] as const);
    const observation = { ...timed().observation, history };
    expect(attributed({ ...timed(), observation, event, bakeMinutes: 30 })).toMatchObject({ kind: 'blame' });
  });

  test('does not matter while the deployment runs', () => {
    const { endedAt: _, ...running } = timed({ running: true }).deployment;
    const blame = attributed({ ...timed(), ...firedAt('10:07'), deployment: running, bakeMinutes: 1 });
    expect(blame).toMatchObject({ kind: 'blame', grounds: expect.stringContaining('while bbbbbbbb') });
  });
});
