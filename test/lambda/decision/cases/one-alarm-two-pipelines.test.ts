import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* One alarm of two pipelines (case: one-alarm-two-pipelines). */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('08:58') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));
const visits = [live, deploys(v2, '08:59', '09:00')];

describe('an alarm that guards another pipeline, too', () => {
  const blog = (deployedAt: string, busy: boolean) => [{ stage: 'blog/Prod', deployedAt: [at(deployedAt)], busy }];

  function common(...changes: readonly AlarmChange[]): Pick<World, 'visits' | 'alarms' | 'until'> {
    return { visits, alarms: [anAlarmThat(goes('ALARM', '09:20'), ...changes)], until: '10:30' };
  }

  test('rolls the newest deployment back first', () => {
    expect(play({ ...common(), rivals: blog('08:30', false) }).targets).toEqual([v1.id]);
  });

  test('lets the stage go first that was deployed later, says so, and comes to nothing where that recovers', () => {
    const { targets, told } = play({ ...common(goes('OK', '09:30')), rivals: blog('09:10', true) });
    expect(targets).toEqual([]);
    expect(told[0]).toMatchObject({ code: 'wait' });
    expect(told[0]?.sentence).toContain('blog/Prod');
    expect(told.at(-1)).toMatchObject({ code: 'not-rolled-back' });
  });

  test('goes on itself where nothing is done there', () => {
    const { targets, told } = play({ ...common(), rivals: blog('09:10', false) });
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')?.at).toBeLessThanOrEqual(at('09:24'));
  });

  test.each([
    ['the mute of both ends', goes('ALARM', '09:05', { mutedUntil: at('09:20') })],
    ['its event comes late to both', goes('ALARM', '09:05', { told: at('09:20') })],
  ])('lets that go first, too, where %s: neither has begun then', (_, late) => {
    const world = (...changes: readonly AlarmChange[]): World => ({
      ...common(),
      alarms: [anAlarmThat(late, ...changes)],
      rivals: blog('09:03', false),
    });
    expect(play(world(goes('OK', '09:21:30'))).targets).toEqual([]);
    const { targets, told } = play(world());
    expect(targets).toEqual([v1.id]);
    expect(told.find(({ code }) => code === 'rollback')?.at).toBe(at('09:22'));
  });

  test('does not wait for one that was deployed only after the alarm', () => {
    const { targets, told } = play({ ...common(), rivals: blog('09:21', true) });
    expect(targets).toEqual([v1.id]);
    expect(told[0]).toMatchObject({ code: 'rollback', at: at('09:20') });
  });

  test('does not wait for one that is behind its bake time', () => {
    const late = { ...common(), guard: { bakeMinutes: 30 } };
    const bakes = deploys(v2, '08:40', '08:52');
    const { targets, told } = play({ ...late, visits: [live, bakes], rivals: blog('08:45', true) });
    expect(targets).toEqual([v1.id]);
    expect(told[0]).toMatchObject({ code: 'rollback', at: at('09:20') });
  });
});
