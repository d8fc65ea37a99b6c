import { describe, expect, test } from 'vitest';
import { anAction, aVisit, deploys, type Visit } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, aRollbackTo } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play } from '../../../support/played.ts';

/* Conditions of a stage keep an execution in it, fail it, or skip the stage; they deploy nothing. */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:01') });
const v3 = anExecution('3', { startedAt: at('09:10') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));
const deploy = anAction('Deploy', '09:03', '09:06');

type Conditions = NonNullable<Visit['conditions']>;

const until = (time: string, status: Conditions['status']): Conditions => ({ end: at(time), status });
const checked = (conditions: Conditions) => aVisit(v3, [], { enters: at('09:12'), conditions });

function alarmed(visits: readonly Visit[], off = '09:50') {
  const alarms = [anAlarmThat(goes('ALARM', '09:15'), goes('OK', off))];
  const { told, targets, effects } = play({ visits: [live, ...visits], alarms, until: '10:30' });
  return { told, targets, suspects: told.flatMap(({ suspect }) => suspect?.id ?? []), effects };
}

describe('an entry condition of the next release', () => {
  test('that fails it changes nothing: what is live is blamed, and rolled back', () => {
    const { targets, suspects } = alarmed([aVisit(v2, [deploy]), checked(until('09:13', 'Failed'))]);
    expect(targets).toEqual([v1.id]);
    expect(suspects).not.toContain(v3.id);
  });

  test('that is being checked is waited for', () => {
    const { targets, told } = alarmed([aVisit(v2, [deploy]), checked(until('09:40', 'Succeeded'))]);
    expect(told[0]).toMatchObject({ code: 'wait', suspect: { id: v2.id } });
    expect(targets).toEqual([v1.id]);
  });

  test('that skips the stage keeps CodePipeline from rolling it back, and people are told', () => {
    const { targets, told } = alarmed([aVisit(v2, [deploy]), checked(until('09:13', 'Skipped'))]);
    expect(targets).toEqual([]);
    expect(told).toMatchObject([{ code: 'hold', reason: 'stage-skipped', announce: true }]);
  });
});

describe('a success condition of the release that is blamed', () => {
  const baking = (status: Conditions['status']) => aVisit(v2, [deploy], { conditions: until('09:30', status) });

  test('that fails it is waited for: what it left is rolled back', () => {
    const { targets, told } = alarmed([baking('Failed')]);
    expect(told[0]).toMatchObject({ code: 'wait', suspect: { id: v2.id } });
    expect(targets).toEqual([v1.id]);
  });

  test('that rolls it back itself is followed, and the way in that was closed meanwhile is opened again', () => {
    const back = aRollbackTo(v1, 'a', { startedAt: at('09:30'), triggerType: 'AutomatedRollback' });
    const { targets, told, effects } = alarmed([baking('Failed'), deploys(back, '09:30', '09:32')]);
    expect(targets).toEqual([]);
    expect(told.find(({ code }) => code === 'rollback-by-others')?.sentence).toContain("the pipeline's own rule");
    expect(effects.map(({ kind }) => kind)).toEqual(['freeze', 'thaw']);
  });

  test('that passes, with the alarm off by then, comes to nothing', () => {
    const { targets, told } = alarmed([baking('Succeeded')], '09:20');
    expect(targets).toEqual([]);
    expect(told.at(-1)).toMatchObject({ code: 'not-rolled-back', announce: true });
  });
});

test('a deployment that somebody abandons half-way is live all the same, and rolled back', () => {
  const abandoned = deploys(v2, '09:03', '09:05', { status: 'Abandoned' });
  expect(alarmed([abandoned])).toMatchObject({ targets: [v1.id], suspects: expect.arrayContaining([v2.id]) });
});
