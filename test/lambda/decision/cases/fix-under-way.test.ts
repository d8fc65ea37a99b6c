import { describe, expect, test } from 'vitest';
import { anAction, aVisit, deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { v1, v2, visits } from '../../../support/builders/three-releases.ts';
import { play, type World } from '../../../support/played.ts';

/* What came into the stage because of the trouble, and is being deployed still when the alarm is decided. */

describe('a deployment that began after the alarm was on, and runs', () => {
  const fix = anExecution('5', { startedAt: at('09:04') });
  const alarms = [anAlarmThat(goes('ALARM', '09:05', { told: at('09:08') }))];
  const world: World = { visits: [...visits, deploys(fix, '09:07', '09:10')], alarms, until: '09:20' };

  test('is not stopped for a rollback that would not be made then, also where the guard stops what is in its way', () => {
    const { effects, told, occupant } = play({ ...world, guard: { whileDeploying: 'stop' } });
    expect(effects).toEqual([]);
    expect(told[0]).toMatchObject({ code: 'hold', reason: 'suspect-replaced', at: at('09:08') });
    expect(occupant).toBe(fix.id);
  });

  test('is waited for where the guard waits: it may fail, and leave what is blamed', () => {
    const { effects, told } = play(world);
    expect(effects.map(({ kind }) => kind)).toEqual(['freeze', 'thaw']);
    expect(told[0]).toMatchObject({ code: 'wait', suspect: { id: v2.id } });
    expect(told.map(({ reason }) => reason)).toContain('suspect-replaced');
  });

  test('is stopped where it began before anybody knew of the trouble: it is a suspect itself', () => {
    const early = [anAlarmThat(goes('ALARM', '09:08'))];
    const { effects, targets } = play({ ...world, alarms: early, guard: { whileDeploying: 'stop' } });
    expect(effects.map(({ kind }) => kind)).toContain('stop');
    expect(targets).toEqual([v1.id]);
  });
});

describe('the blamed execution is tried again after the alarm was on', () => {
  const bad = anExecution('5', { startedAt: at('09:04') });
  const failed = aVisit(bad, [anAction('Deploy', '09:05', '09:07', { status: 'Failed' })]);
  const again = deploys(bad, '09:07:10', '09:09');
  const alarms = [anAlarmThat(goes('ALARM', '09:06', { told: at('09:07:30') }))];

  test('by the stage itself: nobody decided on it, it is no fix', () => {
    const visitsOf = [...visits.slice(0, 2), failed, { ...again, isRetriedByItself: true as const }];
    expect(play({ visits: visitsOf, alarms, until: '09:20' }).targets).toEqual([v1.id]);
  });

  test('by a person: whether that mends it is for a person to decide', () => {
    const { targets, told } = play({ visits: [...visits.slice(0, 2), failed, again], alarms, until: '09:20' });
    expect(targets).toEqual([]);
    const held = told.find(({ reason }) => reason === 'suspect-replaced');
    expect(held?.sentence).toContain('but by now another attempt of it is in the stage');
  });
});
