import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution, aRollbackTo } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* An alarm that is on for two minutes again and again, under what has long been live, and goes on doing so under the next release. */

const MINUTE = 60_000;
const v0 = anExecution('0', { startedAt: daysBefore(6, '09:00') });
const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:58') });
const before = [
  deploys(v0, daysBefore(6, '09:05'), daysBefore(6, '09:08')),
  deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08')),
];
const visits = [...before, deploys(v2, '10:00', '10:03')];

function beats(every: number, first: string, count: number): readonly AlarmChange[] {
  return Array.from({ length: count }, (_, index) => at(first) + index * every * MINUTE).flatMap((on) => [
    goes('ALARM', on),
    goes('OK', on + 2 * MINUTE),
  ]);
}

function restless(changes: readonly AlarmChange[], but: Partial<World> = {}) {
  return play({ visits, alarms: [anAlarmThat(...changes)], until: '13:00', ...but });
}

describe('an alarm that goes on again and again', () => {
  test.each([
    [5, '08:56', 24],
    [14, '08:25', 12],
    [22, '07:40', 9],
  ])('every %d minutes tells nothing of a release that was deployed in between', (every, first, count) => {
    const { targets, told } = restless(beats(every, first, count));
    expect(targets).toEqual([]);
    const after = told.filter(({ causedAt }) => causedAt > at('10:00') && causedAt < at('11:03'));
    expect(after.length).toBeGreaterThan(1);
    expect(new Set(after.map(({ reason }) => reason))).toEqual(new Set(['alarm-predates-deployment']));
    expect(after[0]?.sentence).toContain('it has gone on again and again since 2026-01-10 0');
    expect(after[0]?.sentence).toContain('before the deployment began at 2026-01-10 10:00:00 UTC');
  });

  test('tells nothing of the one after that either', () => {
    const v3 = anExecution('3', { startedAt: at('10:38') });
    expect(restless(beats(14, '08:25', 16), { visits: [...visits, deploys(v3, '10:40', '10:43')] }).targets).toEqual(
      [],
    );
  });

  test('is believed where it went on but once before', () => {
    expect(restless([...beats(14, '09:35', 1), ...beats(14, '10:05', 1)]).targets).toEqual([v1.id]);
  });

  test('is believed where it went on for the second time only under that release', () => {
    expect(restless([...beats(14, '09:50', 1), ...beats(14, '10:04', 1)]).targets).toEqual([v1.id]);
  });

  test('is believed where it had been quiet for long: before, or in between', () => {
    expect(restless([...beats(14, '08:00', 4), ...beats(14, '10:05', 1)]).targets).toEqual([v1.id]);
    expect(restless([...beats(90, '08:05', 2), ...beats(14, '10:05', 1)]).targets).toEqual([v1.id]);
  });

  test('is believed where what it told of before was blamed on a release', () => {
    const young = deploys(anExecution('2', { startedAt: at('08:58') }), '09:00', '09:03');
    const next = deploys(anExecution('3', { startedAt: at('09:58') }), '10:00', '10:03');
    const guard = { mode: 'dry-run' } as const;
    const { told } = restless(beats(14, '09:20', 4), { visits: [...before, young, next], guard });
    expect(told.map(({ reason }) => reason)).not.toContain('alarm-predates-deployment');
  });

  test('is believed where a rollback lies between', () => {
    const rollback = aRollbackTo(v0, '5', { startedAt: at('09:30') });
    const back = deploys(rollback, '09:30', '09:33');
    const changes = [...beats(14, '08:56', 3), ...beats(14, '09:50', 1)];
    const { targets } = restless([...changes, ...beats(14, '10:08', 1)], {
      visits: [...before, back, deploys(v2, '10:00', '10:03')],
      guard: { bakeMinutes: 10 },
    });
    expect(targets).toEqual([v0.id]);
  });
});
