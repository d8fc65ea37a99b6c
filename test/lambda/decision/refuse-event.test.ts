import { describe, expect, test } from 'vitest';
import type { AlarmEvent } from '../../../lambda/decision/alarm.ts';
import { endOfMute, refuseAlarm, refuseEvent } from '../../../lambda/decision/observed-alarm.ts';
import { answerOf } from '../../support/answer-of.ts';
import { anAlarm, anAlarmEvent, anAlarmEventWithoutPrevious } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { at } from '../../support/builders/moments.ts';
import { alarmsSeen, theFacts } from '../../support/builders/observations.ts';

const MUTE = { arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:night', until: '2026-01-10T12:00:00Z' };
const SUPPRESSED = { value: 'ALARM', suppressedBy: 'WaitPeriod' };

describe('an event that asks for a look', () => {
  test.each<[string, AlarmEvent]>([
    ['OK -> ALARM', anAlarmEvent()],
    ['INSUFFICIENT_DATA -> ALARM', anAlarmEvent({ previous: { value: 'INSUFFICIENT_DATA' } })],
    ['the release of a suppressed ALARM', anAlarmEvent({ previous: SUPPRESSED })],
    ['ALARM without a previous state: the alarm itself is read anyway', anAlarmEventWithoutPrevious()],
    ['ALARM after a previous state without a value', anAlarmEvent({ previous: { value: '' } })],
  ])('is %s', (_, event) => {
    expect(refuseEvent(anAlarmCause({ event }))).toBeUndefined();
  });
});

describe('an event that asks for nothing', () => {
  test.each<[string, AlarmEvent, string, string]>([
    [
      'ALARM -> OK',
      anAlarmEvent({ state: { value: 'OK' }, previous: { value: 'ALARM' } }),
      'not-a-transition',
      'ALARM -> OK',
    ],
    ['ALARM -> ALARM', anAlarmEvent({ previous: { value: 'ALARM' } }), 'not-a-transition', 'ALARM -> ALARM'],
    ['a state without a value', anAlarmEvent({ state: { value: '' } }), 'not-a-transition', 'OK -> (unknown)'],
    [
      'a value that only resembles ALARM',
      anAlarmEvent({ state: { value: 'Alarm' } }),
      'not-a-transition',
      'OK -> Alarm',
    ],
    ['OK -> ALARM while suppressed', anAlarmEvent({ state: SUPPRESSED }), 'alarm-suppressed', 'WaitPeriod'],
    [
      'ALARM -> ALARM, still suppressed',
      anAlarmEvent({ state: SUPPRESSED, previous: SUPPRESSED }),
      'alarm-suppressed',
      'WaitPeriod',
    ],
    ['OK -> ALARM while muted', anAlarmEvent({ mutedBy: MUTE }), 'alarm-muted', 'until 2026-01-10T12:00:00Z'],
    [
      'the release of a suppressed ALARM while muted',
      anAlarmEvent({ mutedBy: MUTE, previous: SUPPRESSED }),
      'alarm-muted',
      MUTE.arn,
    ],
    [
      'OK -> ALARM, suppressed and muted: the release will be looked at',
      anAlarmEvent({ mutedBy: MUTE, state: SUPPRESSED }),
      'alarm-suppressed',
      'WaitPeriod',
    ],
    [
      'ALARM -> OK of a muted alarm: nobody is told',
      anAlarmEvent({ mutedBy: MUTE, state: { value: 'OK' } }),
      'not-a-transition',
      '-> OK',
    ],
  ])('is %s', (_, event, code, quoted) => {
    expect(refuseEvent(anAlarmCause({ event }))).toMatchObject({ kind: 'hold', code });
    expect(refuseEvent(anAlarmCause({ event }))?.sentence).toContain(quoted);
  });
});

describe('a muted alarm', () => {
  const mutedUntil = (until: string) => anAlarmCause({ event: anAlarmEvent({ mutedBy: { ...MUTE, until } }) });

  test('is looked at again when the mute ends, and the sentence says when', () => {
    const cause = mutedUntil('2026-01-10T12:00:00Z');
    expect(refuseEvent(cause)?.sentence).toContain('looked at again when the mute ends, at 2026-01-10 12:00:00 UTC');
    expect(endOfMute(cause.event, cause.at)).toBe(at('12:00'));
  });

  test.each([
    ['ends later than in a day', '2026-01-11T10:20:00.001Z'],
    ['has ended', '2026-01-10T10:20:00Z'],
    ['does not say when it ends', 'some day'],
  ])('is not looked at again where the mute %s', (_, until) => {
    const cause = mutedUntil(until);
    expect(endOfMute(cause.event, cause.at)).toBeUndefined();
    expect(refuseEvent(cause)?.sentence).not.toContain('looked at again');
    expect(refuseEvent(cause)?.sentence).toContain('not looked at when the mute ends, which is waited for 1 d at most');
  });
});

test('a muted alarm whose event comes only when the mute is over is looked at', () => {
  const event = anAlarmEvent({ mutedBy: { arn: MUTE.arn, until: '2026-01-10T10:20:30Z' } });
  const cause = anAlarmCause({ event });
  expect(refuseEvent(cause, at('10:20:10'))).toMatchObject({ code: 'alarm-muted' });
  expect(refuseEvent(cause, at('10:21'))).toBeUndefined();
});

test('an ALARM that CloudWatch shows from before the event is no reading, unless the event is no transition', () => {
  const shown = theFacts({ alarms: alarmsSeen(anAlarm({ since: at('08:00') })) });
  const of = (previous: AlarmEvent['previous']) =>
    answerOf(() => refuseAlarm(anAlarmCause({ event: anAlarmEvent({ ...(previous && { previous }) }) }), shown));
  expect(of({ value: 'OK' })).toMatchObject({ kind: 'unclear' });
  expect(of({ value: 'INSUFFICIENT_DATA' })).toMatchObject({ kind: 'unclear' });
  expect(of(SUPPRESSED)).not.toMatchObject({ kind: 'unclear' });
});
