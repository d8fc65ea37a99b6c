import { describe, expect, test } from 'vitest';
import type { AlarmTransition, AlarmValue } from '../../../lambda/decision/alarm.ts';
import type { Facts } from '../../../lambda/decision/facts.ts';
import type { Onset } from '../../../lambda/decision/onset.ts';
import type { InboundTransition } from '../../../lambda/decision/stage.ts';
import type { AutomaticRollback, Freeze, StageState } from '../../../lambda/decision/state.ts';
import { refusePaused, refusePlatform, refuseRepetition } from '../../../lambda/decision/vetoes.ts';
import { answerOf } from '../../support/answer-of.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { BAD_TENURE, GOOD_TENURE } from '../../support/builders/deployments.ts';
import { anExecution, BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aGuard } from '../../support/builders/facts.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aDetail, alarmsSeen, notSeen, seen, theFacts } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const MINUTE = 60_000;
const OPEN: InboundTransition = { enabled: true };
const FREEZE: Freeze = { reason: 'Frozen by us', incident: 'incident-1', since: at('09:00'), condition: 'made' };
const FROZEN: InboundTransition = { enabled: false, disabledReason: FREEZE.reason };

const ALARMS = [arnOf('shop-5xx'), arnOf('shop-latency')];

function refused(state: Partial<StageState>, inbound = OPEN, max = 1, but: Partial<Facts> = {}) {
  const twin = anExecution('d', { startedAt: at('09:00'), revisions: BAD.revisions });
  const executions = { [BAD.id]: aDetail(), [GOOD.id]: aDetail(), [twin.id]: aDetail() };
  const reputation = {
    state: aState(state),
    facts: theFacts({ executions, ...but }),
    tenures: [GOOD_TENURE, BAD_TENURE],
    proofTime: 0,
  };
  return refuseRepetition(BAD_TENURE, aGuard({ alarms: ALARMS, maxAutomaticRollbacks: max }), reputation, inbound);
}

describe('one automatic rollback of a release', () => {
  test('is not followed by another of the same execution', () => {
    expect(refused({ releases: [{ execution: BAD, badSince: at('09:10') }] })).toMatchObject({
      code: 'already-rolled-back',
      sentence: expect.stringContaining('09:10:00'),
    });
  });

  test('may be followed by one of an execution that carries the same: it was released anew', () => {
    const twin = anExecution('d', { startedAt: at('09:00'), revisions: BAD.revisions });
    expect(refused({ releases: [{ execution: twin, badSince: at('09:10') }] })).toBeUndefined();
  });

  test('may be followed by one of another release', () => {
    expect(refused({ releases: [{ execution: OLDER, badSince: at('09:10') }] })).toBeUndefined();
  });
});

describe('the limit', () => {
  const done: AutomaticRollback = { suspect: GOOD.id, at: at('10:06') };
  const recovered: AutomaticRollback = { ...done, recovered: true };

  test('allows as many automatic rollbacks as the guard says', () => {
    expect(refused({ automaticRollbacks: [done] }, OPEN, 2)).toBeUndefined();
    expect(refused({ automaticRollbacks: [done] })).toMatchObject({
      code: 'limit-reached',
      sentence: expect.stringContaining(
        '1 automatic rollback since the stage was last healthy (last at 2026-01-10 10:06:00 UTC), the limit is 1',
      ),
    });
    expect(refused({ automaticRollbacks: [done, done] }, OPEN, 2)).toMatchObject({ code: 'limit-reached' });
  });

  test('counts no rollback after which every alarm recovered, once its freeze is released', () => {
    expect(refused({ automaticRollbacks: [recovered] })).toBeUndefined();
    expect(refused({ automaticRollbacks: [recovered], freeze: FREEZE })).toBeUndefined();
    expect(refused({ automaticRollbacks: [recovered], freeze: FREEZE }, FROZEN)).toMatchObject({
      code: 'limit-reached',
    });
    expect(refused({ automaticRollbacks: [recovered, done] })).toMatchObject({ code: 'limit-reached' });
  });

  describe('counts nothing from before a moment at which every alarm was OK and the suspect began deploying', () => {
    const early = { ...done, at: at('09:10') };
    const went = (...changes: readonly [string, AlarmValue, AlarmValue][]) =>
      seen(changes.map(([time, from, to]): AlarmTransition => ({ at: at(time), from, to })));
    const about = (latency: ReturnType<typeof went>, since = '10:20'): Partial<Facts> => ({
      alarms: alarmsSeen(
        anAlarm({ since: at('10:20') }),
        anAlarm({ arn: arnOf('shop-latency'), value: 'OK', since: at(since) }),
      ),
      histories: {
        [arnOf('shop-5xx')]: went(['09:00', 'OK', 'ALARM'], ['09:50', 'ALARM', 'OK'], ['10:20', 'OK', 'ALARM']),
        [arnOf('shop-latency')]: latency,
      },
    });
    const whole = about(went(['10:20', 'ALARM', 'OK'], ['10:15', 'OK', 'ALARM']));

    test('however late they were OK', () => {
      expect(refused({ automaticRollbacks: [early] }, OPEN, 1, whole)).toBeUndefined();
      expect(refused({ automaticRollbacks: [early, done] }, OPEN, 2, whole)).toBeUndefined();
    });

    test('but what came since', () => {
      expect(refused({ automaticRollbacks: [early, done] }, OPEN, 1, whole)).toMatchObject({ code: 'limit-reached' });
    });

    test('not where one of them was on, or without data, or nothing tells what it was', () => {
      const limit = { code: 'limit-reached' };
      const rolledBack = { automaticRollbacks: [early] };
      expect(
        refused(rolledBack, OPEN, 1, about(went(['10:20', 'ALARM', 'OK'], ['10:00', 'OK', 'ALARM']))),
      ).toMatchObject(limit);
      expect(
        refused(
          rolledBack,
          OPEN,
          1,
          about(went(['10:20', 'INSUFFICIENT_DATA', 'OK'], ['10:00', 'OK', 'INSUFFICIENT_DATA'])),
        ),
      ).toMatchObject(limit);
      expect(refused(rolledBack, OPEN, 1, about(notSeen('nobody may')))).toMatchObject(limit);
      const standing = alarmsSeen(
        anAlarm({ since: at('10:20') }),
        anAlarm({ arn: arnOf('shop-latency'), since: at('09:00') }),
      );
      expect(refused(rolledBack, OPEN, 1, { ...whole, alarms: standing })).toMatchObject(limit);
      const denied = { ...whole.alarms, [arnOf('shop-latency')]: notSeen('nobody may') };
      expect(refused(rolledBack, OPEN, 1, { ...whole, alarms: denied })).toMatchObject(limit);
    });

    test('not while the stage is frozen', () => {
      expect(refused({ automaticRollbacks: [early], freeze: FREEZE }, FROZEN, 1, whole)).toMatchObject({
        code: 'limit-reached',
      });
    });
  });

  test('counts it no longer where the transition was disabled by somebody else', () => {
    const theirs = { enabled: false, disabledReason: 'Release week' };
    expect(refused({ automaticRollbacks: [recovered], freeze: FREEZE }, theirs)).toBeUndefined();
  });
});

describe('a pause', () => {
  const pause = { by: 'alice', since: at('09:00'), reason: 'load test' };

  test('of the stage or of the controller holds', () => {
    expect(refusePaused(aState({ pause }), theFacts(), aGuard())?.sentence).toContain(
      'shop/Prod has been paused by alice',
    );
    const everywhere = theFacts({ globalPause: seen(pause) });
    expect(refusePaused(aState(), everywhere, aGuard())?.sentence).toContain('the controller has been paused by alice');
    expect(refusePaused(aState(), theFacts(), aGuard())).toBeUndefined();
  });
});

describe('an alarm that speaks of the platform', () => {
  /** The guard's alarm looks back five minutes, and tells of trouble since 10:00. */
  const vetoed = (
    alarms: ReturnType<typeof alarmsSeen>,
    but: { now?: string; histories?: Facts['histories']; earliest?: string } = {},
  ) => {
    const { now = '10:20', histories = {}, earliest = '10:00' } = but;
    const onset: Onset = {
      at: at('10:00'),
      end: at('10:01'),
      earliest: at(earliest),
      latest: at('10:01'),
      window: 5 * MINUTE,
      how: '',
    };
    const guard = aGuard({ unlessAlarms: [arnOf('platform')] });
    const facts = theFacts({ alarms, histories });
    return answerOf(
      () => refusePlatform(guard, facts, { onset, newest: BAD_TENURE }, at(now)) ?? { kind: 'none' as const },
    );
  };
  const off = (since: string) => alarmsSeen(anAlarm({ arn: arnOf('platform'), value: 'OK', since: at(since) }));
  const changed = (time: string, from: AlarmValue) => ({
    histories: { [arnOf('platform')]: seen<readonly AlarmTransition[]>([{ at: at(time), from, to: 'OK' }]) },
  });

  test('vetoes while it is on, and only then', () => {
    expect(vetoed(alarmsSeen(anAlarm({ arn: arnOf('platform') })))).toMatchObject({ code: 'platform-trouble' });
    expect(vetoed(off('06:00'))).toEqual({ kind: 'none' });
    expect(
      vetoed(alarmsSeen(anAlarm({ arn: arnOf('platform'), value: 'INSUFFICIENT_DATA', since: at('06:00') }))),
    ).toEqual({
      kind: 'none',
    });
  });

  test('vetoes as long as the alarm of the guard looks back on its trouble, and two minutes', () => {
    const wentOff = changed('10:13:01', 'ALARM');
    expect(vetoed(off('10:13:01'), wentOff)).toMatchObject({ code: 'platform-trouble' });
    expect(vetoed(off('10:13:01'), { ...wentOff, now: '10:20:01' })).toEqual({ kind: 'none' });
  });

  test('vetoes nothing where it went off before the trouble of the stage began', () => {
    expect(vetoed(off('09:59'), { ...changed('09:59', 'ALARM'), now: '10:03' })).toEqual({ kind: 'none' });
  });

  test('vetoes where it cannot be told that the trouble of the stage began later: no datapoints of that can be read', () => {
    const wentOff = { ...changed('09:59', 'ALARM'), now: '10:03' };
    expect(vetoed(off('09:59'), { ...wentOff, earliest: '09:58' })).toMatchObject({ code: 'platform-trouble' });
    expect(vetoed(off('09:59'), { ...wentOff, earliest: '09:59' })).toEqual({ kind: 'none' });
  });

  test('vetoes nothing where it merely came back from a time without data', () => {
    expect(vetoed(off('10:15'))).toMatchObject({
      kind: 'wants',
      wants: [{ fact: 'history', alarm: arnOf('platform') }],
    });
    expect(vetoed(off('10:15'), changed('10:15', 'INSUFFICIENT_DATA'))).toEqual({ kind: 'none' });
  });

  test('that does not exist vetoes nothing', () => {
    expect(vetoed({ [arnOf('platform')]: seen('not-found') })).toEqual({ kind: 'none' });
  });

  test('that cannot be read is no "off"', () => {
    expect(vetoed({ [arnOf('platform')]: notSeen('alarm "platform"') })).toMatchObject({ kind: 'unclear' });
    expect(vetoed({})).toEqual({ kind: 'wants', wants: [{ fact: 'alarm', arn: arnOf('platform') }] });
  });
});
