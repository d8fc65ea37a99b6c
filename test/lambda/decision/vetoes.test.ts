import { describe, expect, test } from 'vitest';
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

const OPEN: InboundTransition = { enabled: true };
const FREEZE: Freeze = { reason: 'Frozen by us', incident: 'incident-1', since: at('09:00'), condition: 'made' };
const FROZEN: InboundTransition = { enabled: false, disabledReason: FREEZE.reason };

function refused(state: Partial<StageState>, inbound = OPEN, max = 1) {
  const twin = anExecution('d', { startedAt: at('09:00'), revisions: BAD.revisions });
  const executions = { [BAD.id]: aDetail(), [GOOD.id]: aDetail(), [twin.id]: aDetail() };
  const reputation = {
    state: aState(state),
    facts: theFacts({ executions }),
    tenures: [GOOD_TENURE, BAD_TENURE],
    window: 0,
  };
  return refuseRepetition(BAD_TENURE, { maxAutomaticRollbacks: max }, reputation, inbound);
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
  const done: AutomaticRollback = { suspect: GOOD.id, at: at('09:10') };
  const recovered: AutomaticRollback = { ...done, recovered: true };

  test('allows as many automatic rollbacks as the guard says', () => {
    expect(refused({ automaticRollbacks: [done] }, OPEN, 2)).toBeUndefined();
    expect(refused({ automaticRollbacks: [done] })).toMatchObject({
      code: 'limit-reached',
      sentence: expect.stringContaining(
        '1 automatic rollback since the stage was last healthy (last at 2026-01-10 09:10:00 UTC), the limit is 1',
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
  const vetoed = (alarms: ReturnType<typeof alarmsSeen>) =>
    answerOf(
      () =>
        refusePlatform(aGuard({ unlessAlarms: [arnOf('platform')] }), theFacts({ alarms }), BAD) ?? {
          kind: 'none' as const,
        },
    );

  test('vetoes while it is on, and only then', () => {
    expect(vetoed(alarmsSeen(anAlarm({ arn: arnOf('platform') })))).toMatchObject({ code: 'platform-trouble' });
    expect(vetoed(alarmsSeen(anAlarm({ arn: arnOf('platform'), value: 'OK' })))).toEqual({ kind: 'none' });
    expect(vetoed(alarmsSeen(anAlarm({ arn: arnOf('platform'), value: 'INSUFFICIENT_DATA' })))).toEqual({
      kind: 'none',
    });
  });

  test('that does not exist vetoes nothing', () => {
    expect(vetoed({ [arnOf('platform')]: seen('not-found') })).toEqual({ kind: 'none' });
  });

  test('that cannot be read is no "off"', () => {
    expect(vetoed({ [arnOf('platform')]: notSeen('alarm "platform"') })).toMatchObject({ kind: 'unclear' });
    expect(vetoed({})).toEqual({ kind: 'wants', wants: [{ fact: 'alarm', arn: arnOf('platform') }] });
  });
});
