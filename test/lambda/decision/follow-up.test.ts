import { describe, expect, test } from 'vitest';
import type { ObservedAlarm } from '../../../lambda/decision/alarm.ts';
import type { Read } from '../../../lambda/decision/facts.ts';
import {
  type ExecutionStatus,
  followProbation,
  followRollback,
  followVerification,
  overdueFrom,
} from '../../../lambda/decision/follow-up.ts';
import type { ObservedStage } from '../../../lambda/decision/stage.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { anExecution, aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aClaimed, aRollingBack, aVerifying, aWaiting } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aStage, notSeen, occupiedBy, seen } from '../../support/builders/observations.ts';

const ROLLBACK = aRollbackTo(GOOD, 'f');
const NEXT = anExecution('c', { startedAt: at('10:28') });
const rolledBack = seen(aStage({ occupant: occupiedBy(ROLLBACK) }));
const nextIsIn = seen(aStage({ occupant: occupiedBy(NEXT) }));

function alarms(first: ObservedAlarm['value'], second: ObservedAlarm['value']) {
  return seen([anAlarm({ name: 'shop-5xx', value: first }), anAlarm({ name: 'shop-latency', value: second })]);
}

describe('a rollback execution', () => {
  const followed = (
    status: ExecutionStatus | 'not-found',
    now: string,
    but: Partial<Parameters<typeof followRollback>[0]> = {},
  ) => followRollback({ incident: aRollingBack(), status: seen(status), stage: rolledBack, now: at(now), ...but });

  test.each<ExecutionStatus>(['InProgress', 'Stopping'])(
    'is looked at again within a minute while it is %s',
    (status) => {
      expect(followed(status, '10:30')).toEqual({ kind: 'stay', wakeAt: at('10:31') });
    },
  );

  test('is verified once it succeeded', () => {
    expect(followed('Succeeded', '10:25')).toMatchObject({ kind: 'verify' });
  });

  test.each<[ExecutionStatus, string]>([
    ['Failed', 'failed'],
    ['Stopped', 'was stopped'],
    ['Cancelled', 'was cancelled'],
    ['Superseded', 'was superseded'],
  ])('that is %s is escalated with its duration', (status, words) => {
    expect(followed(status, '10:24')).toEqual({
      kind: 'close',
      code: 'rollback-failed',
      sentence: `rollback execution ${words} after 3 min`,
    });
  });

  test('may stay invisible for five minutes, not longer', () => {
    expect(followed('not-found', '10:25:59')).toMatchObject({ kind: 'stay' });
    expect(followed('not-found', '10:26')).toMatchObject({
      code: 'rollback-failed',
      sentence: expect.stringContaining('5 min'),
    });
  });

  test('that cannot be read is neither failed nor succeeded', () => {
    expect(followed('Failed', '10:30', { status: notSeen('the execution') })).toMatchObject({ kind: 'stay' });
  });

  test('ends where its pipeline or stage is gone, and goes on being followed where only reading failed', () => {
    const gone = seen('not-found' as const);
    expect(followed('InProgress', '10:25', { status: notSeen('execution'), stage: gone })).toMatchObject({
      code: 'rollback-failed',
      sentence: 'rollback execution ended with its pipeline or stage, which is gone, after 4 min',
    });
    const throttled = notSeen('execution', { transient: true });
    expect(followed('InProgress', '10:25', { status: throttled, stage: gone })).toMatchObject({ kind: 'stay' });
  });

  test('that takes longer than expected is announced once, and followed on', () => {
    expect(followed('InProgress', '11:20:59')).toMatchObject({ kind: 'stay' });
    const overdue = followed('InProgress', '11:21');
    expect(overdue).toMatchObject({ kind: 'overdue', wakeAt: at('11:22') });
    expect(overdue).toHaveProperty('sentence', expect.stringMatching(/running for 1 h, expected were 60 min/));
    const told = aRollingBack({ overdueAnnounced: true });
    expect(followed('InProgress', '11:25', { incident: told })).toMatchObject({ kind: 'stay' });
  });

  test('that failed after the next deployment had entered is superseded', () => {
    expect(followed('Cancelled', '10:30', { stage: nextIsIn })).toMatchObject({
      code: 'superseded',
      sentence: expect.stringContaining(NEXT.id),
    });
  });

  test('that failed while reads still show the suspect is not superseded', () => {
    const lagging = seen(aStage({ occupant: occupiedBy(BAD) }));
    expect(followed('Failed', '10:30', { stage: lagging })).toMatchObject({ code: 'rollback-failed' });
  });
});

describe('after a rollback that succeeded at 10:25, with 15 minutes to recover', () => {
  const verified = (
    now: string,
    seenAlarms: Read<readonly ObservedAlarm[]>,
    stage: Read<ObservedStage | 'not-found'> = rolledBack,
  ) => followVerification({ incident: aVerifying(), alarms: seenAlarms, stage, now: at(now) });

  test('the stage has recovered once every alarm is OK', () => {
    expect(verified('10:29', alarms('OK', 'OK'))).toMatchObject({
      code: 'recovered',
      sentence: 'every alarm of the guard is OK, 4 min after the rollback',
    });
  });

  test.each<[string, Read<readonly ObservedAlarm[]>]>([
    ['one alarm is still on', alarms('ALARM', 'OK')],
    ['one alarm has no data', alarms('OK', 'INSUFFICIENT_DATA')],
    ['one alarm does not exist', seen([anAlarm({ value: 'OK' })])],
    ['the alarms cannot be read', notSeen('the alarms')],
  ])('it has not yet while %s', (_, seenAlarms) => {
    expect(verified('10:30', seenAlarms)).toEqual({ kind: 'stay', wakeAt: at('10:31') });
  });

  test('the last look is at the deadline itself', () => {
    expect(verified('10:39:30', alarms('ALARM', 'OK'))).toEqual({ kind: 'stay', wakeAt: at('10:40') });
  });

  test('an alarm still on at the deadline is escalated by name', () => {
    const end = verified('10:40', alarms('OK', 'ALARM'));
    expect(end).toMatchObject({ code: 'not-recovered', inAlarm: ['shop-latency'] });
    expect(end).toHaveProperty('sentence', expect.stringContaining('"shop-latency" still in ALARM 15 min after'));
    expect(end).toHaveProperty('sentence', expect.stringContaining('recovery time is 15 min'));
  });

  test.each<[string, Read<readonly ObservedAlarm[]>, string]>([
    ['an alarm without data', alarms('OK', 'INSUFFICIENT_DATA'), '"shop-latency" without data'],
    ['alarms that cannot be read', notSeen('the alarms'), 'the alarms could not be read'],
  ])('%s at the deadline is neither recovery nor its absence', (_, seenAlarms, words) => {
    expect(verified('10:40', seenAlarms)).toMatchObject({
      code: 'unverified',
      sentence: expect.stringContaining(words),
    });
  });

  test('alarms that cannot be read for a moment are tried again for three minutes after the deadline', () => {
    const throttled = notSeen('the alarms', { transient: true });
    expect(verified('10:40', throttled)).toEqual({ kind: 'stay', wakeAt: at('10:40:30') });
    expect(verified('10:43', throttled)).toMatchObject({ code: 'unverified' });
  });

  test('a deployment that entered since is judged on its own, even if every alarm is OK', () => {
    expect(verified('10:30', alarms('OK', 'OK'), nextIsIn)).toMatchObject({ code: 'superseded' });
  });

  describe('which came to a verdict and may have lifted its freeze for it', () => {
    const verdict = { code: 'recovered', sentence: 'every alarm of the guard is OK' } as const;
    const again = (stage: Read<ObservedStage | 'not-found'>, values: Read<readonly ObservedAlarm[]>) =>
      followVerification({ incident: aVerifying({ verdict }), alarms: values, stage, now: at('10:30') });

    test('the verdict stands, whatever has come in since', () => {
      expect(again(nextIsIn, alarms('ALARM', 'OK'))).toEqual({ kind: 'close', overtaken: true, ...verdict });
    });

    test('it was overtaken where the transition is closed still: the freeze did not let that in', () => {
      const inbound = { enabled: false };
      const closed = seen(aStage({ occupant: occupiedBy(NEXT), inbound }));
      expect(again(closed, alarms('OK', 'OK'))).toMatchObject({ code: 'superseded' });
    });

    test('the alarms are asked again as long as nothing has come in', () => {
      expect(again(rolledBack, alarms('ALARM', 'OK'))).toMatchObject({ kind: 'stay' });
    });
  });

  test('a stage that cannot be read changes nothing', () => {
    expect(verified('10:29', alarms('OK', 'OK'), notSeen('the stage'))).toMatchObject({ code: 'recovered' });
  });
});

describe('a deployment on probation until 11:30', () => {
  const judged = (now: string, but: Partial<Parameters<typeof followProbation>[0]> = {}) =>
    followProbation({
      probation: { executionId: NEXT.id, endsAt: at('11:30') },
      alarmNames: ['shop-5xx', 'shop-latency'],
      alarms: alarms('OK', 'OK'),
      stage: nextIsIn,
      now: at(now),
      ...but,
    });

  test('is looked at when its bake time ends, not before', () => {
    expect(judged('11:00')).toEqual({ kind: 'wait', wakeAt: at('11:30') });
  });

  test('is healthy when every alarm is OK at the end of its bake time', () => {
    expect(judged('11:30')).toEqual({ kind: 'healthy' });
  });

  test.each([
    ['one has no data', { alarms: alarms('OK', 'INSUFFICIENT_DATA') }],
    ['one is on', { alarms: alarms('ALARM', 'OK') }],
    ['they cannot be read', { alarms: notSeen('the alarms') }],
    ['the stage cannot be read', { stage: notSeen('the stage') }],
  ])('does not re-arm if of its alarms %s', (_, but) => {
    expect(judged('11:30', but)).toEqual({ kind: 'wait', wakeAt: at('11:35') });
  });

  test.each([
    ['another execution entered the stage', { stage: rolledBack }],
    ['the stage is gone', { stage: seen('not-found' as const) }],
  ])('ends without a verdict when %s', (_, but) => {
    expect(judged('11:30', but)).toEqual({ kind: 'ended' });
  });

  test('ends after a week without a clear answer', () => {
    const week = 7 * 24 * 60 * 60_000;
    const unclear = { alarms: alarms('OK', 'INSUFFICIENT_DATA') };
    expect(judged('11:30', { ...unclear, now: at('11:30') + week })).toMatchObject({ kind: 'wait' });
    expect(judged('11:30', { ...unclear, now: at('11:30') + week + 1 })).toEqual({ kind: 'ended' });
  });
});

describe('an incident counts as stuck', () => {
  test.each([
    ['rollbackMinutes after a wait began', aWaiting(), '11:20'],
    ['rollbackMinutes after it was claimed', aClaimed(), '11:20'],
    ['rollbackMinutes after the rollback was accepted', aRollingBack(), '11:21'],
    ['well after the end of the recovery time, which ends it by itself', aVerifying(), '10:45'],
  ])('%s', (_when, incident, from) => {
    expect(overdueFrom(incident)).toBe(at(from));
  });
});
