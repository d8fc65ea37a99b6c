import { describe, expect, test } from 'vitest';
import { anAction, anApproval, aVisit, deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, aRollbackTo } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { asks, daysBefore, play, type World } from '../../../support/played.ts';

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:01') });
const fix = anExecution('3', { startedAt: at('09:08') });

const rolledBack: World = {
  visits: [deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08')), deploys(v2, '09:03', '09:04')],
  alarms: [anAlarmThat(goes('ALARM', '09:06'), goes('OK', '09:10'))],
  orders: [asks('09:40', { action: 'undo' })],
  until: '10:10',
};

describe('a rollback is taken back', () => {
  test('and people read that the release went no further', () => {
    const waits = aVisit(v2, [anApproval('09:05')], { stage: 'World' });
    const { told, targets } = play({ ...rolledBack, laterStages: ['World'], visits: [...rolledBack.visits, waits] });
    expect(targets).toEqual([v1.id, v2.id]);
    expect(told.findLast(({ code }) => code === 'rollback')?.sentence).toContain('ended in the stages behind');
  });

  test('with nothing to say of the stages behind where it was not ended there', () => {
    const { told } = play(rolledBack);
    expect(told.findLast(({ code }) => code === 'rollback')?.sentence).not.toContain('ended in the stages behind');
  });

  test('not over a newer release, which may be the fix', () => {
    const { told, targets } = play({
      ...rolledBack,
      visits: [...rolledBack.visits, deploys(fix, '09:20', '09:22')],
      orders: [asks('09:15', { action: 'release' }), asks('09:40', { action: 'undo' })],
    });
    expect(targets).toEqual([v1.id]);
    expect(told.at(-1)).toMatchObject({ code: 'hold', reason: 'target-not-eligible' });
    expect(told.at(-1)?.sentence).toContain('was deployed since, and is newer');
  });

  test('also where it failed half-way, as when somebody has stopped it', () => {
    expect(play({ ...rolledBack, rollbacksEnd: 'Failed' }).targets).toEqual([v1.id, v2.id]);
  });

  test.each<[string, Partial<World>]>([
    [
      'what it left never got through the stage',
      { visits: [...rolledBack.visits.slice(0, 1), deploys(v2, '09:03', '09:04', { status: 'Failed' })] },
    ],
    ['the pipeline was edited since', { editedAt: at('09:30') }],
  ])('not where %s: CodePipeline would refuse, and who asks is told at once', (_, but) => {
    const { told, targets } = play({ ...rolledBack, ...but });
    expect(targets).toEqual([v1.id]);
    expect(told.at(-1)).toMatchObject({ code: 'hold', reason: 'target-not-eligible' });
    expect(told.at(-1)?.sentence).toContain('it did not succeed in this stage under the current pipeline version');
  });

  test('not while it runs: who asks is told when to ask again', () => {
    const { told, targets } = play({ ...rolledBack, orders: [asks('09:06:30', { action: 'undo' })] });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'command-refused')?.sentence).toContain('ask again once people are told');
  });

  test('and not taken back in its turn by one who asks twice: a rollback is to be asked for', () => {
    const orders = [asks('09:30', { action: 'undo' }), asks('09:40', { action: 'undo' })];
    const { told, targets } = play({ ...rolledBack, orders });
    expect(targets).toEqual([v1.id, v2.id]);
    expect(told.find(({ code }) => code === 'command-refused')?.sentence).toContain('ask for a rollback');
  });

  test('once: asked for again it goes to no older release that is known bad', () => {
    const old = anExecution('9', { startedAt: daysBefore(2, '09:00') });
    const before = [goes('ALARM', daysBefore(2, '09:10')), goes('OK', daysBefore(2, '09:20'))];
    const release = asks(daysBefore(2, '12:00'), { action: 'release' });
    const undoes = [asks('09:30', { action: 'undo' }), asks('10:30', { action: 'undo' })];
    const { targets, told } = play({
      visits: [deploys(old, daysBefore(2, '09:05'), daysBefore(2, '09:06')), ...rolledBack.visits],
      alarms: [anAlarmThat(...before, goes('ALARM', '09:06'), goes('OK', '09:10'))],
      orders: [release, ...undoes],
      until: '11:00',
    });
    expect(targets).toEqual([v1.id, v1.id, v2.id]);
    expect(told.at(-1)?.sentence).toContain('an older rollback left it, the last one left 11111111');
  });

  test('and so is one that a person made in the console: to what that left, not to what an older one did', () => {
    const old = anExecution('9', { startedAt: daysBefore(2, '09:00') });
    const byPerson = deploys(aRollbackTo(v1, 'b', { startedAt: at('09:20') }), '09:20', '09:22');
    const before = [goes('ALARM', daysBefore(2, '09:10')), goes('OK', daysBefore(2, '09:20'))];
    const { targets } = play({
      visits: [deploys(old, daysBefore(2, '09:05'), daysBefore(2, '09:06')), ...rolledBack.visits, byPerson],
      alarms: [anAlarmThat(...before)],
      orders: [asks(daysBefore(2, '12:00'), { action: 'release' }), asks('10:30', { action: 'undo' })],
      until: '11:00',
    });
    expect(targets).toEqual([v1.id, v2.id]);
  });

  test('not where somebody has brought it back in the console', () => {
    const back = deploys(aRollbackTo(v2, 'b', { startedAt: at('09:20') }), '09:20', '09:22');
    const { told, targets } = play({ ...rolledBack, visits: [...rolledBack.visits, back] });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ reason }) => reason === 'target-not-eligible')?.sentence).toContain('it is what is live');
  });

  test('not while something runs in the stage, and the rollback is followed on', () => {
    const smoke = anAction('Smoke', '09:08:30', '09:20', { category: 'Test' });
    const { told, targets } = play({
      ...rolledBack,
      guard: { freeze: false },
      visits: [...rolledBack.visits, aVisit(fix, [smoke, anAction('Deploy', '09:20', '09:22')])],
      orders: [asks('09:09', { action: 'undo' })],
      until: '09:15',
    });
    expect(targets).toEqual([v1.id]);
    expect(told.map(({ code, reason }) => reason ?? code)).toEqual(['rollback', 'stage-running', 'recovered']);
  });
});

describe('a rollback to what is newer that failed half-way', () => {
  const back = deploys(aRollbackTo(v1, 'b', { startedAt: at('09:10') }), '09:10', '09:12');
  const forward = aRollbackTo(v2, 'c', { startedAt: at('09:40') });
  const failed = deploys(forward, '09:40', '09:42', { status: 'Failed' });
  const world: World = { visits: [...rolledBack.visits, back, failed], alarms: [anAlarmThat()], until: '10:10' };

  test('has left half of that over what is good: who asks for a rollback goes back to what was live', () => {
    expect(play({ ...world, orders: [asks('10:00', { action: 'rollback' })] }).targets).toEqual([v1.id]);
  });

  test('is blamed for the trouble that comes with it', () => {
    const alarms = [anAlarmThat(goes('ALARM', '09:44'))];
    const forgiven = [asks('09:35', { action: 'forgive', execution: v2.id })];
    const { targets, told } = play({ ...world, alarms, orders: forgiven });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')).toMatchObject({ suspect: { id: v2.id } });
  });

  test('and was rolled back from before is left to who insisted on it', () => {
    const { targets, told } = play({ ...world, alarms: [anAlarmThat(goes('ALARM', '09:44'))] });
    expect(targets).toEqual([]);
    expect(told.at(-1)).toMatchObject({ code: 'hold', reason: 'already-rolled-back' });
  });
});
