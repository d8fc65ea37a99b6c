import { describe, expect, test } from 'vitest';
import { anAction, anApproval, aVisit, deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, aRollbackTo } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* The bad release is kept out, and the next one as well (cases: next-release-enters-first, blamed-release-goes-on). */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:00') });
const v3 = anExecution('3', { startedAt: at('09:03') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));

describe('the next release waits before the stage while the bad one deploys', () => {
  const world: World = {
    visits: [live, deploys(v2, '09:02', '09:12'), deploys(v3, '09:05', '09:07')],
    alarms: [anAlarmThat(goes('ALARM', '09:07'), goes('OK', '09:20'))],
    until: '09:40',
  };

  test('the way in is closed with the wait: it stays outside, and the bad one is rolled back at its end', () => {
    const { effects, targets, occupant } = play(world);
    expect(effects.map(({ kind, at: time }) => [kind, time])).toEqual([
      ['freeze', at('09:07')],
      ['rollback', at('09:12')],
    ]);
    expect(targets).toEqual([v1.id]);
    expect(occupant).not.toBe(v3.id);
  });

  test('it enters once a person has released the freeze', () => {
    const orders = [{ at: at('09:30'), command: { action: 'release' } }];
    expect(play({ ...world, orders }).occupant).toBe(v3.id);
  });

  test('a guard that stops what deploys closes the way in before', () => {
    const { effects } = play({ ...world, guard: { whileDeploying: 'stop' } });
    expect(effects.map(({ kind }) => kind)).toEqual(['freeze', 'stop', 'rollback']);
  });

  test('the way in is opened again where nothing comes of the wait', () => {
    const alarms = [anAlarmThat(goes('ALARM', '09:07'), goes('OK', '09:10'))];
    const { effects, targets, occupant, told } = play({ ...world, alarms });
    expect(targets).toEqual([]);
    expect(effects.map(({ kind }) => kind)).toEqual(['freeze', 'thaw']);
    expect(occupant).toBe(v3.id);
    expect(told.at(-1)).toMatchObject({ code: 'not-rolled-back' });
  });

  test('six that wait stay outside like one', () => {
    const next = ['3', '4', '5', '6', '7', '8'].map((digit, index) => {
      const startedAt = at('09:03') + index * 60_000;
      return deploys(anExecution(digit, { startedAt }), startedAt + 60_000, startedAt + 180_000);
    });
    const { targets } = play({ ...world, visits: [live, deploys(v2, '09:02', '09:12'), ...next] });
    expect(targets).toEqual([v1.id]);
  });

  test('without a freeze the next one enters, and is never rolled back to the bad one', () => {
    const { targets } = play({ ...world, guard: { freeze: false } });
    expect(targets).not.toContain(v2.id);
  });

  test('a guard in dry-run mode closes nothing', () => {
    expect(play({ ...world, guard: { mode: 'dry-run' } }).effects).toEqual([]);
  });
});

describe('what AWS does not let us do while a rollback waits', () => {
  const deploying: World = {
    visits: [live, deploys(v2, '09:03', '09:30')],
    alarms: [anAlarmThat(goes('ALARM', '09:06'))],
    guard: { whileDeploying: 'stop' },
    until: '09:29',
  };
  const told = (world: World) => play(world).told.filter(({ reason }) => reason === 'change-refused');

  test.each(['freeze', 'stop'] as const)('is told once, with the error: %s', (kind) => {
    expect(told({ ...deploying, denied: [kind] })).toMatchObject([
      { code: 'wait', announce: true, at: at('09:06'), sentence: expect.stringContaining('AccessDenied') },
    ]);
  });

  test('is told of an approval that it was to reject', () => {
    const visits = [live, aVisit(v2, [anAction('Deploy', '09:03', '09:05'), anApproval('09:05')])];
    expect(told({ ...deploying, visits, denied: ['reject'] })).toHaveLength(1);
  });

  test('is not asked for without a pause', () => {
    const { effects } = play({ ...deploying, denied: ['stop'] });
    expect(effects.filter(({ kind }) => kind === 'stop').length).toBeLessThan(7);
  });

  test('stops the deployment all the same where only the way in cannot be closed', () => {
    const { effects } = play({ ...deploying, denied: ['freeze'] });
    expect(effects.find(({ kind }) => kind === 'stop')).toMatchObject({ execution: v2.id });
  });
});

describe('the blamed release behind its rollback', () => {
  const soak = aVisit(v2, [anAction('Soak', '09:05', '09:32', { category: 'Test' })], { stage: 'Soak' });
  const world: World = {
    visits: [
      live,
      deploys(v2, '09:03', '09:05'),
      soak,
      aVisit(v2, [anAction('Deploy', '09:32', '09:34')], { stage: 'World' }),
    ],
    alarms: [anAlarmThat(goes('ALARM', '09:06'), goes('OK', '09:09'))],
    laterStages: ['Soak', 'World'],
    until: '10:00',
  };

  test('is stopped between the stages, and people are told', () => {
    const { effects, told } = play(world);
    expect(effects.find(({ kind }) => kind === 'stop')).toMatchObject({ execution: v2.id });
    expect(told.filter(({ code }) => code === 'held-back')).toHaveLength(1);
  });

  test('is rejected at an approval', () => {
    const waits = aVisit(v2, [anApproval('09:05')], { stage: 'World' });
    const { effects, told } = play({ ...world, visits: [live, deploys(v2, '09:03', '09:05'), waits] });
    expect(effects.find(({ kind }) => kind === 'reject')).toMatchObject({ stage: 'World', execution: v2.id });
    expect(effects.filter(({ kind }) => kind === 'stop')).toEqual([]);
    expect(told.filter(({ code }) => code === 'held-back')).toHaveLength(1);
  });

  test('is told with the stage that it reached where it deploys already', () => {
    const deploysAlready = aVisit(v2, [anAction('Deploy', '09:05', '09:20')], { stage: 'World' });
    const { effects, told } = play({ ...world, visits: [live, deploys(v2, '09:03', '09:05'), deploysAlready] });
    expect(effects.filter(({ kind }) => kind === 'stop' || kind === 'reject')).toEqual([]);
    expect(told.find(({ code }) => code === 'went-on')?.sentence).toContain('World');
  });

  test('is left alone behind the rollback of a person, who knows why', () => {
    const undone = deploys(aRollbackTo(v1, 'b', { startedAt: at('09:07') }), '09:07', '09:08');
    const { effects } = play({
      ...world,
      visits: [live, deploys(v2, '09:03', '09:05'), soak, undone],
      alarms: [anAlarmThat()],
    });
    expect(effects).toEqual([]);
  });

  test('is told where it could not be ended', () => {
    const approves = aVisit(v2, [anApproval('09:05')], { stage: 'World' });
    const stop = play({ ...world, denied: ['stop'] }).told.filter(({ code }) => code === 'went-on');
    const reject = play({ ...world, visits: [...world.visits.slice(0, 2), approves], denied: ['reject'] }).told;
    expect(stop).toHaveLength(1);
    expect(stop[0]?.sentence).toMatch(/goes on to .*: it could not be stopped: AccessDenied/);
    expect(reject.find(({ code }) => code === 'went-on')?.sentence).toMatch(
      /which could not be rejected: AccessDenied/,
    );
  });

  test('is told where it is live in a later stage, although it was ended there', () => {
    for (const then of [anApproval('09:06'), anAction('Soak', '09:06', '09:40', { category: 'Test' })]) {
      const reached = aVisit(v2, [anAction('Deploy', '09:05', '09:06'), then], { stage: 'World' });
      const { told } = play({ ...world, visits: [...world.visits.slice(0, 2), reached] });
      const about = told.filter(({ code }) => code === 'went-on' || code === 'held-back');
      expect(about).toMatchObject([{ code: 'went-on', sentence: expect.stringContaining('has deployed to World') }]);
    }
  });

  test('is told, and not touched, where the guard only wants to hear of it', () => {
    const { effects, told } = play({ ...world, guard: { downstream: 'tell' } });
    expect(effects.filter(({ kind }) => kind === 'stop')).toEqual([]);
    expect(told.find(({ code }) => code === 'went-on')?.sentence).toContain('Soak');
  });
});
