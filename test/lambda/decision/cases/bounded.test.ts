import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../../../lambda/decision/time.ts';
import { anApproval, aVisit, deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmStory, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* Nothing in the state grows with the number of events (case: flapping-while-deploying). */

const LIMIT = 100_000;
const REASON = 'r'.repeat(700);

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('00:30') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));

/** On and off, each for half of `every` minutes. */
function flapping(name: string, from: string, hours: number, every: number): AlarmStory {
  const times = Array.from(
    { length: Math.floor((hours * 60) / every) },
    (_, index) => at(from) + index * every * MINUTE,
  );
  const changes = times.flatMap((time) => [
    goes('ALARM', time, { reason: REASON }),
    goes('OK', time + (every / 2) * MINUTE),
  ]);
  return { ...anAlarmThat(...changes.slice(0, -1)), name };
}

describe('an alarm that flaps every three minutes for 22 hours', () => {
  const world: World = {
    visits: [live, deploys(v2, '00:31', at('23:05'))],
    alarms: [flapping('errors', '01:00', 22, 3)],
    until: '23:15',
  };

  test('while the release deploys is told once, and the release rolled back at its end', () => {
    const { told, targets, largest } = play(world);
    expect(told.filter(({ announce }) => announce).map(({ code }) => code)).toEqual(['wait', 'rollback']);
    expect(targets).toEqual([v1.id]);
    expect(largest).toBeLessThan(LIMIT / 10);
  });

  test('while the next release waits for its approval is told once', () => {
    const next = anExecution('3', { startedAt: at('00:50') });
    const visits = [live, deploys(v2, '00:31', '00:35'), aVisit(next, [anApproval('00:55')])];
    const { told, largest } = play({ ...world, visits, until: '23:00' });
    expect(told.filter(({ announce }) => announce).map(({ code }) => code)).toEqual(['wait']);
    expect(largest).toBeLessThan(LIMIT / 10);
  });
});

describe('an alarm that flaps on behind the rollback', () => {
  const world: World = {
    visits: [live, deploys(v2, '00:31', '00:35')],
    alarms: [flapping('errors', '01:00', 22, 3)],
    until: '23:15',
  };

  test('is told once an hour, and each of its events has its record', () => {
    const { told, targets } = play(world);
    const later = told.filter(({ code }) => code === 'hold');
    expect(targets).toEqual([v1.id]);
    expect(later.length).toBeGreaterThan(400);
    expect(later.filter(({ announce }) => announce).length).toBeLessThanOrEqual(22);
    expect(later.filter(({ announce }) => announce).length).toBeGreaterThan(10);
  });

  test('is told anew about the next deployment', () => {
    const next = anExecution('3', { startedAt: at('05:10') });
    const visits = [...world.visits, deploys(next, '05:11', '05:15')];
    const { told } = play({ ...world, visits, guard: { freeze: false } });
    const times = told.filter(({ code, announce }) => code === 'hold' && announce).map(({ at: time }) => time);
    expect(times.filter((time) => time > at('05:10') && time < at('05:25'))).not.toEqual([]);
  });
});

describe('the state stays under 100 KB', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}-`.padEnd(255, 'n'));

  const visitsOf = (releases: number, minutes: number, summary: string) =>
    Array.from({ length: releases }, (_, index) => {
      const startedAt = at('00:30') + index * minutes * MINUTE;
      const id = `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`;
      const revisions = ['App', 'Config', 'Assets', 'Infra'].map((action) => ({
        action,
        id: `${index}${action}`.padEnd(64, '0'),
        summary,
      }));
      const execution = anExecution('1', { id, startedAt, revisions, triggerDetail: summary });
      return deploys(execution, startedAt + 10_000, startedAt + (minutes / 2) * MINUTE);
    });

  test('under a hundred alarms with the longest names that go on at once', () => {
    const alarms = names(100).map((name) => ({ ...anAlarmThat(goes('ALARM', '00:40', { reason: REASON })), name }));
    const visits = [live, deploys(v2, '00:31', '00:50')];
    const { largest, targets, told } = play({ visits, alarms, until: '02:00' });
    expect(targets).toEqual([v1.id]);
    expect(new Set(told.map(({ alarm }) => alarm)).size).toBe(100);
    expect(largest).toBeLessThan(LIMIT);
  });

  test('under a hundred alarms that nobody is to be blamed for', () => {
    const alarms = names(100).map((name) => ({ ...anAlarmThat(goes('ALARM', '08:00', { reason: REASON })), name }));
    const { largest, told } = play({ visits: [live], alarms, until: '09:00' });
    expect(new Set(told.map(({ alarm }) => alarm)).size).toBe(100);
    expect(largest).toBeLessThan(LIMIT);
  });

  test('whatever comes', () => {
    const worlds = fc.record({
      alarms: fc.integer({ min: 1, max: 100 }),
      releases: fc.integer({ min: 1, max: 40 }),
      minutes: fc.integer({ min: 2, max: 30 }),
      every: fc.integer({ min: 2, max: 40 }),
      hours: fc.integer({ min: 1, max: 2 }),
      stops: fc.boolean(),
      muted: fc.boolean(),
    });
    fc.assert(
      fc.property(worlds, ({ alarms, releases, minutes, every, hours, stops, muted }) => {
        const flappers = names(alarms).map((name, index) => {
          const story = flapping(name, '01:00', hours, every + (index % 3));
          const until = at('01:30') + index * MINUTE;
          const changes = story.changes.map((change) => (muted ? { ...change, mutedUntil: until } : change));
          return { ...story, changes };
        });
        const { largest } = play({
          visits: [live, ...visitsOf(releases, minutes, 's'.repeat(2_000))],
          alarms: flappers,
          guard: {
            whileDeploying: stops ? 'stop' : 'wait',
            maxAutomaticRollbacks: 10,
            freeze: false,
            recoveryMinutes: 5,
          },
          until: at('01:00') + hours * 60 * MINUTE,
        });
        expect(largest).toBeLessThan(LIMIT);
      }),
      { numRuns: 3, seed: 13, endOnFailure: true },
    );
  });
});
