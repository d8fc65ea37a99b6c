import { describe, expect, test } from 'vitest';
import type { Execution } from '../../../../lambda/decision/execution.ts';
import { step } from '../../../../lambda/decision/step.ts';
import { anAction, anApproval, aVisit, deploys, type Moment } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, BAD, executionId } from '../../../support/builders/executions.ts';
import { aGuard, aTurn } from '../../../support/builders/facts.ts';
import { aState, aWaiting } from '../../../support/builders/incidents.ts';
import { at } from '../../../support/builders/moments.ts';
import { aStage, occupiedBy, seen, theFacts } from '../../../support/builders/observations.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/*
 * Being in the stage is not being deployed (cases: approval-before-deploy). Prod has an approval before its deploying action.
 */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:01') });
const fix = anExecution('3', { startedAt: at('09:10') });

const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));
const bad = aVisit(v2, [anApproval('09:03', '09:05'), anAction('Deploy', '09:05', '09:06')]);

const waitsForApproval: World = {
  visits: [live, bad, aVisit(fix, [anApproval('09:12')])],
  alarms: [anAlarmThat(goes('ALARM', '09:15'))],
  until: '09:20',
};

describe('an alarm while the fix waits in the stage for its approval', () => {
  test('blames what is live, and tells at once that the approval keeps the rollback out', () => {
    const { told, targets } = play(waitsForApproval);
    expect(targets).toEqual([]);
    expect(told).toMatchObject([{ code: 'wait', suspect: { id: v2.id }, announce: true, at: at('09:15') }]);
    expect(told[0]?.sentence).toContain('waits in the stage for approval "Approve", which keeps a rollback out');
  });

  test('closes the way in, and names on it what is blamed, not what waits', () => {
    const { effects } = play(waitsForApproval);
    const reason = expect.stringContaining(`execution ${v2.id.slice(0, 8)} is blamed`);
    expect(effects.filter(({ kind }) => kind === 'freeze')).toMatchObject([{ reason }]);
  });

  test('is told with what became of the way in: closed, or left open where the guard only looks on', () => {
    expect(play(waitsForApproval).told).toMatchObject([{ code: 'wait', frozen: true }]);
    expect(play({ ...waitsForApproval, guard: { mode: 'dry-run' } }).told).toMatchObject([{ frozen: false }]);
    expect(play({ ...waitsForApproval, denied: ['freeze'] }).told).toMatchObject([
      { code: 'wait', frozen: false },
      { reason: 'change-refused', frozen: false },
    ]);
  });

  test('rejects it and rolls back what is live, where the guard stops what is in its way', () => {
    const { effects, targets, told } = play({ ...waitsForApproval, guard: { whileDeploying: 'stop' } });
    expect(effects.find(({ kind }) => kind === 'reject')).toMatchObject({ execution: fix.id, action: 'Approve' });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ suspect: { id: v2.id } });
  });

  test('closes the way in before: the next release must not enter the stage that the rejection sets free', () => {
    const { effects } = play({ ...waitsForApproval, guard: { whileDeploying: 'stop' } });
    expect(effects.map(({ kind }) => kind)).toEqual(['freeze', 'reject', 'rollback']);
  });

  test('does not blame the fix once it was approved because of the alarm, although the alarm is still on', () => {
    const approved = aVisit(fix, [anApproval('09:12', '09:25'), anAction('Deploy', '09:25', '09:26')]);
    const alarm = anAlarmThat(goes('ALARM', '09:15'), goes('OK', '09:30'));
    const { targets, told, occupant } = play({
      ...waitsForApproval,
      visits: [live, bad, approved],
      alarms: [alarm],
      until: '09:45',
    });
    expect(targets).toEqual([]);
    expect(occupant).toBe(executionId('3'));
    expect(told).toContainEqual(expect.objectContaining({ code: 'hold', reason: 'suspect-replaced' }));
  });
});

describe('an approval of what is being deployed', () => {
  const days = (time: string) => daysBefore(3, time);
  const whole = aVisit(v1, [
    anAction('Canary', days('09:05'), days('09:06')),
    anApproval(days('09:06'), days('09:07')),
    anAction('Rest', days('09:07'), days('09:08')),
  ]);
  const alarms = [anAlarmThat(goes('ALARM', '09:08'))];

  test('between two deploying actions keeps the rollback out, and people are told at once', () => {
    const half = aVisit(v2, [anAction('Canary', '09:03', '09:05'), anApproval('09:05')]);
    const { told } = play({ visits: [whole, half], alarms, until: '09:20' });
    expect(told).toMatchObject([{ code: 'wait', reason: 'approval', suspect: { id: v2.id }, at: at('09:08') }]);
    expect(told[0]?.sentence).toContain('approval "Approve", which keeps a rollback out; reject it, and the stage');
  });

  test('that comes while its deployment is waited for is told when it comes, each once, until it is answered', () => {
    const asks = [
      anAction('Deploy', '09:03', '09:10'),
      anApproval('09:10', '09:30'),
      anApproval('09:30', '09:50', 'Sign'),
    ];
    const { told, targets } = play({ visits: [live, aVisit(v2, asks)], alarms, until: '10:00' });
    const waits = told.filter(({ code }) => code === 'wait');
    expect(waits.map(({ at, reason }) => [at, reason])).toEqual([
      [at('09:08'), undefined],
      [at('09:10'), 'approval'],
      [at('09:30'), 'approval'],
    ]);
    expect(targets).toEqual([v1.id]);
  });

  test('keeps the rollback out for longer than the bake time, and the alarm is off for a moment: it is the same trouble', () => {
    const half = aVisit(v2, [
      anAction('Deploy', '09:03', '09:05'),
      { ...anApproval('09:05', '10:30'), status: 'Failed' as const },
    ]);
    const flaps = [anAlarmThat(goes('ALARM', '09:08'), goes('OK', '10:00'), goes('ALARM', '10:10'))];
    const { targets, told } = play({ visits: [live, half], alarms: flaps, until: '10:40' });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')?.sentence).toContain('and was on before, within that');
  });

  test('keeps the rollback out for longer than the bake time, and another alarm goes on behind that: it tells of something else', () => {
    const half = aVisit(v2, [
      anAction('Deploy', '09:03', '09:05'),
      { ...anApproval('09:05', '10:30'), status: 'Failed' as const },
    ]);
    const latency = { ...anAlarmThat(goes('ALARM', '10:10')), name: 'latency' };
    const errors = anAlarmThat(goes('ALARM', '09:08'), goes('OK', '10:00'));
    const { targets, told } = play({ visits: [live, half], alarms: [errors, latency], until: '10:40' });
    expect(targets).toEqual([]);
    expect(told.map(({ reason }) => reason)).toContain('alarm-after-bake-time');
  });

  test('is no news beside an action that still runs', () => {
    const both = [anAction('Deploy', '09:03', '09:10'), anApproval('09:04', '09:09')];
    const { told } = play({ visits: [live, aVisit(v2, both)], alarms, until: '09:09' });
    expect(told.map(({ reason }) => reason)).toEqual([undefined]);
  });

  test('asks nobody where the guard rejects it, and promises no rollback where the guard makes none', () => {
    const visits = [live, aVisit(v2, [anAction('Deploy', '09:03', '09:06'), anApproval('09:06')])];
    const rejected = play({ visits, alarms, until: '09:08', guard: { whileDeploying: 'stop' } }).told[0];
    expect([rejected?.code, rejected?.reason]).toEqual(['wait', undefined]);
    const dry = play({ visits, alarms, until: '09:08', guard: { mode: 'dry-run' } }).told[0];
    expect(dry?.sentence).toContain('decided again when it has been answered, and nothing is changed in dry-run mode');
    expect([dry?.code, dry?.reason]).toEqual(['wait', undefined]);
  });
});

describe('other things that are in the stage and deploy nothing', () => {
  test('an approval behind the deploying action: the release is live, and blamed while it waits', () => {
    const { told, targets } = play({
      visits: [live, aVisit(v2, [anAction('Deploy', '09:03', '09:06'), anApproval('09:06')])],
      alarms: [anAlarmThat(goes('ALARM', '09:15'))],
      until: '09:20',
    });
    expect(targets).toEqual([]);
    expect(told).toMatchObject([{ code: 'wait', suspect: { id: v2.id } }]);
  });

  test('an approval behind the deploying action, rejected, with the next in the queue: the way in stays closed, and what it left live is rolled back', () => {
    const rejected = { ...anApproval('09:06', '09:18'), status: 'Failed' as const };
    const next = deploys(fix, '09:12', '09:14');
    for (const queued of [{ queued: true as const }, {}]) {
      const { targets, told, occupant } = play({
        visits: [live, aVisit(v2, [anAction('Deploy', '09:03', '09:06'), rejected]), next],
        alarms: [anAlarmThat(goes('ALARM', '09:15'))],
        until: '09:25',
        ...queued,
      });
      expect(targets).toEqual([v1.id]);
      expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ at: at('09:18'), suspect: { id: v2.id } });
      expect(occupant).not.toBe(fix.id);
    }
  });

  test('a stage in which nothing deploys: that is said, and not that the alarm was on before', () => {
    const soak = (execution: Execution, begins: Moment, ends: Moment) =>
      aVisit(execution, [anAction('Soak', begins, ends, { category: 'Test' })]);
    const alarms = [anAlarmThat(goes('ALARM', '09:15'))];
    const untouched = [soak(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08')), soak(v2, '09:03', '09:06')];
    const other = { visits: [live, deploys(v2, '09:03', '09:06')], guard: { deployActions: ['DeployEcs'] } };
    for (const world of [{ visits: untouched }, other]) {
      const { told } = play({ ...world, alarms, until: '09:20' });
      expect(told).toMatchObject([{ code: 'hold', reason: 'nothing-deployed' }]);
    }
    expect(play({ ...other, alarms, until: '09:20' }).told[0]?.sentence).toContain('deployActions: DeployEcs');
  });

  test('an execution whose entry condition is being checked: no action of it has begun', () => {
    const { told, targets } = play({ ...waitsForApproval, visits: [live, bad, aVisit(fix, [])] });
    expect(targets.concat(told.flatMap(({ suspect }) => (suspect ? [suspect.id] : [])))).not.toContain(fix.id);
  });

  test('an approval that is rejected by a person: what was live is rolled back then', () => {
    const rejected = { ...anApproval('09:12', '09:18'), status: 'Failed' as const };
    const { targets, told } = play({
      ...waitsForApproval,
      visits: [live, bad, aVisit(fix, [rejected])],
    });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ at: at('09:18'), suspect: { id: v2.id } });
  });

  test('a test action of the next release that is still running', () => {
    const test = anAction('Smoke', '09:12', undefined, { category: 'Test' });
    const { told } = play({ ...waitsForApproval, visits: [live, bad, aVisit(fix, [test])] });
    expect(told).toMatchObject([{ code: 'wait', suspect: { id: v2.id } }]);
    expect(told[0]?.sentence).toContain('deploys nothing yet');
  });

  test('a test action behind the deploying one: it is not said that the release is still to be deployed', () => {
    const soak = anAction('Soak', '09:06', undefined, { category: 'Test' });
    const { told } = play({
      ...waitsForApproval,
      visits: [live, aVisit(v2, [anAction('Deploy', '09:03', '09:06'), soak])],
    });
    expect(told).toMatchObject([{ code: 'wait', suspect: { id: v2.id } }]);
    expect(told[0]?.sentence).toContain('deploys nothing any more');
  });
});

describe('an approval that was rejected', () => {
  const ending = { kind: 'reject', execution: BAD.id, done: true, askedAt: at('10:20') } as const;
  const approval = { name: 'Approve', status: 'InProgress', changedAt: at('10:20:30'), token: 'another token' };
  const inbound = { enabled: false, lastChangedBy: 'alice' };
  const stage = seen(aStage({ occupant: occupiedBy(BAD, 'InProgress'), actions: [approval], inbound }));
  const endedAt = (now: string) =>
    step(
      aTurn({
        state: aState({ incident: aWaiting({ waitsFor: 'approval', ending }) }),
        facts: theFacts({ guard: seen({ kind: 'found', policy: aGuard({ whileDeploying: 'stop' }) }), stage }),
        now: at(now),
      }),
    );

  test('and is asked for again, by a retry say, is rejected again: nothing else ends the wait', () => {
    expect(endedAt('10:21')).toMatchObject({
      effects: expect.arrayContaining([expect.objectContaining({ kind: 'reject', token: 'another token' })]),
    });
  });

  test('may show for a moment, and is left alone for as long', () => {
    expect(endedAt('10:20:10')).toMatchObject({
      effects: expect.not.arrayContaining([expect.objectContaining({ kind: 'reject' })]),
    });
  });
});
