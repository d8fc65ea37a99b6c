import { describe, expect, test } from 'vitest';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import { kept } from '../../lambda/decision/cause.ts';
import { parseEvent } from '../../lambda/intake/parse-event.ts';
import { RejectedEvent } from '../../lambda/intake/rejected-event.ts';
import {
  ALARM_ARN,
  alarmDetail,
  alarmStateChange,
  COMPOSITE,
  directAlarm,
  IN_ALARM,
  type Json,
  LOG_ALARM,
  MUTE,
  SUPPRESSED_ALARM,
} from '../support/events/alarm-state-change.ts';
import { arnOf, HOME } from '../support/home.ts';

const NOW = Date.parse('2026-01-10T10:00:00Z');
const FIRED = Date.parse('2026-01-10T09:29:58.989Z');
const parsed = (event: unknown) =>
  parseEvent(event, { requestId: 'request-1', now: NOW, home: HOME, takesAnswers: () => false });

/** The alarm cause that the event is parsed into. */
function causeOf(event: Json) {
  const trigger = parsed(event);
  if (trigger.kind !== 'alarm') throw new Error(`parsed as ${trigger.kind}`);
  return trigger.cause;
}

function named(name: string): Json {
  return alarmStateChange({ alarmName: name }, { resources: [arnOf(name)] });
}

function without(member: string, event: Json): Json {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== member));
}

describe('an alarm event', () => {
  test('is read with its states, times and reason', () => {
    expect(parsed(alarmStateChange())).toEqual({
      kind: 'alarm',
      cause: {
        kind: 'alarm',
        id: 'alarm/arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-5xx/2026-01-10T09:29:58.989Z',
        at: FIRED,
        event: {
          alarm: ALARM_ARN,
          state: {
            value: 'ALARM',
            at: FIRED,
            reason: IN_ALARM.reason,
            grounds: { period: 60_000, threshold: 5 },
          },
          previous: { value: 'OK', at: Date.parse('2026-01-10T08:00:01.100Z') },
        },
      },
    });
  });

  test('is kept in a bounded size, whatever it says', () => {
    const reasonData = JSON.stringify({
      period: 60,
      startDate: IN_ALARM.timestamp,
      recentDatapoints: Array(10_000).fill(1),
    });
    const large = causeOf(alarmStateChange({ state: { ...IN_ALARM, reason: 'r'.repeat(100_000), reasonData } }));
    expect(JSON.stringify(large).length).toBeLessThan(5_000);
  });

  test('that comes directly from the alarm is the same cause as the one by EventBridge', () => {
    expect(causeOf(directAlarm())).toEqual(causeOf(alarmStateChange()));
  });

  test('names the guard where our rule put it', () => {
    const guard = { pipeline: 'shop', stage: 'Prod' };
    expect(parsed(alarmStateChange({}, { guard }))).toMatchObject({ kind: 'alarm', guard });
  });

  test('keeps its identity when it is delivered again, under whatever event id', () => {
    expect(causeOf(alarmStateChange({}, { id: 'another' })).id).toBe(causeOf(alarmStateChange()).id);
  });

  test('tells suppression on each side', () => {
    const release = causeOf(alarmStateChange({ ...COMPOSITE, previousState: SUPPRESSED_ALARM })).event;
    expect(release.previous).toMatchObject({ value: 'ALARM', suppressedBy: 'WaitPeriod' });
    expect(release.state).not.toHaveProperty('suppressedBy');
    expect(causeOf(alarmStateChange({ state: SUPPRESSED_ALARM })).event.state).toMatchObject({
      suppressedBy: 'WaitPeriod',
    });
  });

  test.each<[string, unknown, Json]>([
    ['a mute rule', MUTE, { arn: MUTE.mutedByArn, until: MUTE.muteWindowEnd }],
    ['a mute rule without an end', { mutedByArn: 'arn:mute' }, { arn: 'arn:mute' }],
    ['a mute that cannot be read', 'muted', { arn: 'a mute rule' }],
    ['an empty mute', {}, { arn: 'a mute rule' }],
  ])('is muted by %s', (_, muteDetail, mutedBy) => {
    expect(causeOf(alarmStateChange({ muteDetail })).event.mutedBy).toEqual(mutedBy);
  });
});

describe('an alarm event of another form survives', () => {
  test.each<[string, Json]>([
    ['without reasonData', alarmStateChange({ state: without('reasonData', IN_ALARM) })],
    ['with reasonData that is no JSON', alarmStateChange({ state: { ...IN_ALARM, reasonData: '{oops' } })],
    ['without a configuration', alarmStateChange({}, { detail: without('configuration', alarmDetail()) })],
    ['of a composite alarm', alarmStateChange(COMPOSITE)],
    ['of a log alarm', alarmStateChange(LOG_ALARM)],
    ['with nothing but a description', alarmStateChange({ configuration: { description: 'Errors in the log' } })],
    ['with an empty list of metrics', alarmStateChange({ configuration: { metrics: [] } })],
    ['on partial data', alarmStateChange({ state: { ...IN_ALARM, evaluationState: 'PARTIAL_DATA' } })],
    ['with members nobody knows', alarmStateChange({ alarmTags: { team: 'shop' }, alarmTagsStatus: 'X', new: [1] })],
    ['without resources', without('resources', alarmStateChange())],
    ['with empty resources', alarmStateChange({}, { resources: [] })],
    ['with resources that are no list of texts', alarmStateChange({}, { resources: [7, null] })],
    ['with an ARN that names nothing', alarmStateChange({}, { resources: ['arn:aws:cloudwatch:eu-west-1:1:alarm:'] })],
    ['with resources that are no list', alarmStateChange({}, { resources: ALARM_ARN })],
  ])('%s', (_, event) => {
    expect(causeOf(event)).toMatchObject({ at: FIRED, event: { alarm: ALARM_ARN, state: { value: 'ALARM' } } });
  });

  test('without a previous state: it is not told, rather than made up', () => {
    expect(causeOf(alarmStateChange({}, { detail: without('previousState', alarmDetail()) })).event).not.toHaveProperty(
      'previous',
    );
  });

  test('with a previous state of ""', () => {
    expect(causeOf(alarmStateChange({ previousState: { value: '' } })).event.previous).toEqual({ value: '' });
  });

  test('without a state: nothing was ever ALARM', () => {
    expect(causeOf(alarmStateChange({ state: 7 })).event.state).toEqual({ value: '' });
  });

  test.each([
    ['2026-01-10T09:29:58.989+0000', FIRED],
    ['2026-01-10T09:29:58.989Z', FIRED],
    ['2026-01-10T09:29:58+0000', FIRED - 989],
    ['2026-01-10T10:29:58.989+01:00', FIRED],
  ])('with the timestamp %s', (timestamp, time) => {
    expect(causeOf(alarmStateChange({ state: { ...IN_ALARM, timestamp } })).event.state.at).toBe(time);
  });

  test.each([
    ['of nonsense', 'yesterday'],
    ['that is a number', 1768037398],
    ['that is missing', undefined],
  ])('with a timestamp %s: the time and identity of the envelope count', (_, timestamp) => {
    const cause = causeOf(alarmStateChange({ state: { ...IN_ALARM, timestamp } }));
    expect(cause).toMatchObject({
      id: 'alarm/arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-5xx/c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
      at: Date.parse('2026-01-10T09:29:58Z'),
    });
    expect(cause.event.state).not.toHaveProperty('at');
  });

  test('with a time to come: it would stand for all that comes until then, and is none', () => {
    const state = { ...IN_ALARM, timestamp: '9999-12-31T00:00:00Z' };
    expect(causeOf(alarmStateChange({ state })).at).toBe(Date.parse('2026-01-10T09:29:58Z'));
    expect(causeOf(alarmStateChange({ state }, { time: '2026-01-11T00:00:00Z' })).at).toBe(NOW);
  });

  test('with a reason that is cut in the middle of a character', () => {
    const reason = `${'x'.repeat(698)}🔥🔥`;
    const cause = causeOf(alarmStateChange({ state: { ...IN_ALARM, reason: `\udc00${reason}` } }));
    expect(cause.event.state.reason?.isWellFormed()).toBe(true);
    expect(kept(cause).event.state.reason?.length).toBe(200);
  });

  test('without any time or id: the invocation gives both', () => {
    const event = alarmStateChange({ state: { value: 'ALARM' } }, { time: 'noon', id: undefined });
    expect(causeOf(event)).toMatchObject({
      id: 'alarm/arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-5xx/request-1',
      at: NOW,
    });
  });

  test.each(['shop 5xx [prod] > 5%', 'team/shop_5xx', 'Störung 🔥', 'a:alarm:b'])('with the alarm name %s', (name) => {
    expect(causeOf(named(name)).event.alarm).toBe(arnOf(name));
  });

  test('whose ARN names another alarm than alarmName: the ARN is what the rule matched', () => {
    expect(causeOf(alarmStateChange({ alarmName: 'another' })).event.alarm).toBe(ALARM_ARN);
    expect(causeOf(directAlarm({ alarmName: 'another' })).event.alarm).toBe(ALARM_ARN);
  });
});

describe('the alarm of an event lies where the event comes from', () => {
  const foreign = { ...HOME, account: '210987654321', region: 'us-east-1' };

  test('an event of another account and region tells of an alarm there', () => {
    const arn = alarmArn(foreign, 'shop-5xx');
    const { account, region } = foreign;
    expect(causeOf(alarmStateChange({}, { account, region, resources: [arn] })).event.alarm).toBe(arn);
    expect(causeOf(alarmStateChange({}, { account, region, resources: [] })).event.alarm).toBe(arn);
  });

  test.each<[string, Json]>([
    ['account', { account: foreign.account }],
    ['region', { region: foreign.region }],
  ])('an event of another %s than its ARN says is refused', (_, envelope) => {
    expect(() => parsed(alarmStateChange({}, envelope))).toThrow(RejectedEvent);
    const { account: accountId, ...rest } = envelope;
    const direct = accountId === undefined ? rest : { accountId };
    expect(() => parsed(directAlarm({}, direct))).toThrow('but tells of');
  });
});
