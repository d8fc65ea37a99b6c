import { describe, expect, test } from 'vitest';
import type { ActionRun } from '../../../lambda/decision/action-run.ts';
import { decide } from '../../../lambda/decision/decide.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import type { Facts } from '../../../lambda/decision/facts.ts';
import { DAY } from '../../../lambda/decision/time.ts';
import { alarmWithDatapoint, planOf, seeing } from '../../support/asked-plan.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { anExecution, aRollbackTo, BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aboutAlarm, guarded } from '../../support/builders/facts.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  aDetail,
  alarmsSeen,
  allOf,
  aRun,
  aStage,
  BAD_DEPLOYED,
  GOOD_DEPLOYED,
  occupiedBy,
  seen,
} from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

/* What came into the stage behind what is blamed. */

describe('a deployment that came after the one that is blamed', () => {
  const fix = anExecution('d', { startedAt: at('10:20') });
  const heir = anExecution('c', { startedAt: at('10:00') });
  const executions = Object.fromEntries([fix, heir, BAD, GOOD].map(({ id }) => [id, aDetail()]));
  const since = (begin: string, end: string): Partial<Facts> => ({
    executions,
    stage: seen(aStage({ occupant: occupiedBy(fix) })),
    recent: allOf(fix, BAD, GOOD),
    succeeded: allOf(fix, BAD, GOOD),
    actions: allOf(aRun(fix, begin, end), BAD_DEPLOYED, GOOD_DEPLOYED),
  });

  test('is not rolled back where it began after the alarm was on: it may be the fix', () => {
    const asked = { ...seeing(aboutAlarm(), since('10:21', '10:23')), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({
      code: 'suspect-replaced',
      sentence: expect.stringContaining('may be the fix'),
    });
    expect(decide(asked).blamed).toEqual([BAD]);
  });

  test('is rolled back with it where it began before any alarm was on', () => {
    const alarms = alarmsSeen(alarmWithDatapoint('10:15'));
    const asked = { ...seeing(aboutAlarm(), { ...since('10:19', '10:21'), alarms }), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({ kind: 'rollback', plan: { suspect: { id: fix.id }, target: GOOD } });
    expect(decide(asked).blamed).toEqual([BAD]);
  });

  test('may be the fix, too, where another alarm of the guard was on before it', () => {
    const alarms = alarmsSeen(alarmWithDatapoint('10:15'), anAlarm({ arn: arnOf('shop-latency'), since: at('10:18') }));
    const asked = { ...seeing(aboutAlarm(), { ...since('10:19', '10:21'), alarms }), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({
      code: 'suspect-replaced',
      sentence: expect.stringContaining('after the alarm was on (2026-01-10 10:18:00 UTC)'),
    });
    const forDays = alarmsSeen(
      alarmWithDatapoint('10:15'),
      anAlarm({ arn: arnOf('shop-latency'), since: at('08:00') - 2 * DAY }),
    );
    expect(planOf({ ...asked, facts: { ...asked.facts, alarms: forDays } })).toMatchObject({ kind: 'rollback' });
  });

  test('is no fix where it is what is blamed, run once more', () => {
    const back = aRollbackTo(GOOD, 'e');
    const releases = [{ execution: OLDER, badSince: at('09:50') }];
    const again = { ...fix, revisions: heir.revisions, startedAt: at('10:11') };
    const facts: Partial<Facts> = {
      ...since('10:14', '10:18'),
      recent: allOf(again, heir, back, GOOD),
      succeeded: allOf(again, heir, GOOD),
      actions: allOf(aRun(again, '10:16', '10:18'), aRun(heir, '10:05', '10:10'), GOOD_DEPLOYED),
      alarms: alarmsSeen(alarmWithDatapoint('10:12')),
    };
    const asked = { ...seeing(aboutAlarm({ state: aState({ releases }) }), facts), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({
      kind: 'rollback',
      plan: { suspect: { id: again.id }, target: { id: GOOD.id } },
    });
  });

  test('may be the fix, too, where people have known of the trouble since a rollback', () => {
    const back = aRollbackTo(GOOD, 'e');
    const releases = [{ execution: OLDER, badSince: at('09:50') }];
    const facts: Partial<Facts> = {
      ...since('10:14', '10:18'),
      recent: allOf({ ...fix, startedAt: at('10:11') }, heir, back, GOOD),
      succeeded: allOf(fix, heir, GOOD),
      actions: allOf(aRun(fix, '10:16', '10:18'), aRun(heir, '10:05', '10:10'), GOOD_DEPLOYED),
      alarms: alarmsSeen(alarmWithDatapoint('10:12')),
    };
    const asked = { ...seeing(aboutAlarm({ state: aState({ releases }) }), facts), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({
      code: 'suspect-replaced',
      sentence: expect.stringContaining('since which no newly deployed release has proven good: it may be the fix'),
    });
    expect(decide(asked).blamed).toEqual([heir]);
    // It is not blamed either where the trouble began while it was being deployed.
    const early = seeing(asked, { alarms: alarmsSeen(alarmWithDatapoint('10:16')) });
    expect(planOf({ ...asked, ...early })).toMatchObject({ code: 'suspect-replaced' });
    expect(decide({ ...asked, ...early }).blamed).toEqual([heir]);
    // Once it is there, it shows trouble of its own.
    const late = seeing(asked, { alarms: alarmsSeen(alarmWithDatapoint('10:18')) });
    expect(planOf({ ...asked, ...late })).toMatchObject({ kind: 'rollback', plan: { suspect: { id: fix.id } } });
  });
});

describe("a rollback by the pipeline's own rule that brought back the suspect itself", () => {
  const again = aRollbackTo(BAD, 'e', { triggerType: 'AutomatedRollback' });
  const rejected = anExecution('d', { startedAt: at('10:15') });
  const since = (end: string, but: Partial<ActionRun>): Partial<Facts> => ({
    stage: seen(aStage({ occupant: occupiedBy(again, but.status === 'InProgress' ? 'InProgress' : 'Succeeded') })),
    recent: allOf(again, rejected, BAD, GOOD),
    succeeded: allOf(again, BAD, GOOD),
    actions: allOf({ ...aRun(again, '10:21', end), ...but }, BAD_DEPLOYED, GOOD_DEPLOYED),
  });

  /** A ROLLBACK is in the stage, in front of its deploying action. */
  const atApproval = (rollback: Execution) => {
    const actions = [{ name: 'Approve', status: 'InProgress', token: 'token' }];
    const stage = seen(aStage({ occupant: occupiedBy(rollback, 'InProgress'), actions }));
    return seeing(aboutAlarm(), {
      stage,
      recent: allOf(rollback, BAD, GOOD),
      actions: allOf(BAD_DEPLOYED, GOOD_DEPLOYED),
    });
  };

  test('is waited for, and changes nothing: what is blamed is live', () => {
    const running = { ...seeing(aboutAlarm(), since('10:22', { status: 'InProgress' })), now: at('10:22') };
    expect(planOf(running)).toMatchObject({ kind: 'wait', waitsFor: 'rollback' });
    const ended = { ...seeing(aboutAlarm(), since('10:23', {})), now: at('10:24') };
    expect(planOf(ended)).toMatchObject({ kind: 'rollback', plan: { suspect: BAD, target: GOOD } });
  });

  test('is waited for also where it waits itself for an approval, and deploys nothing yet', () => {
    expect(planOf(atApproval(again))).toMatchObject({ kind: 'wait', waitsFor: 'rollback' });
  });

  test('is left alone where a person asked for it: who acts on the trouble is not overruled', () => {
    const byPerson = aRollbackTo(BAD, 'e', { triggerType: 'ManualRollback' });
    const ended = seeing(aboutAlarm(), {
      ...since('10:23', {}),
      recent: allOf(byPerson, rejected, BAD, GOOD),
      succeeded: allOf(byPerson, BAD, GOOD),
    });
    expect(planOf({ ...ended, now: at('10:24') })).toMatchObject({ kind: 'hold', code: 'alarm-of-replaced' });
  });

  test('is no rollback to another release: that one is left to end, also where it waits for an approval', () => {
    const elsewhere = aRollbackTo(GOOD, 'e', { triggerType: 'AutomatedRollback' });
    expect(planOf(atApproval(elsewhere))).toMatchObject({ kind: 'hold', code: 'rollback-running' });
    const byPerson = aRollbackTo(GOOD, 'e', { triggerType: 'ManualRollback' });
    expect(planOf({ ...atApproval(byPerson), ...guarded({ whileDeploying: 'stop' }) })).toMatchObject({
      kind: 'hold',
      code: 'rollback-running',
    });
  });
});
