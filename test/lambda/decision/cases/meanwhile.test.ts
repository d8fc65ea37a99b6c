import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { arnOf } from '../../../support/home.ts';
import { daysBefore, play, type World } from '../../../support/played.ts';

/* What changes while an alarm is being decided about: the guard, the way into the stage, what can be read. */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('09:01') });
const v3 = anExecution('3', { startedAt: at('09:30') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));

/** The alarm goes on while v2 is being deployed: the way in is closed, and the end is waited for. */
const waiting: World = {
  visits: [live, deploys(v2, '09:03', '09:10')],
  alarms: [anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:30'))],
  until: '10:00',
};

describe('a guard is deployed anew while a deployment is waited for', () => {
  test.each<[string, NonNullable<World['edits']>[number]['guard'], string]>([
    ['in dry-run mode', { mode: 'dry-run' }, 'dry-run'],
    ['without the alarm', { alarms: [arnOf('latency')] }, 'not-guarded'],
  ])('%s: nothing is rolled back, and the way in is opened again', (_, guard, reason) => {
    const { told, targets, effects } = play({ ...waiting, edits: [{ at: at('09:07'), guard }] });
    expect(targets).toEqual([]);
    expect(told.map((entry) => entry.reason)).toContain(reason);
    expect(told.at(-1)).toMatchObject({ code: 'not-rolled-back', announce: true });
    expect(effects.map(({ kind }) => kind)).toEqual(['freeze', 'thaw']);
  });

  test('with a shorter bake time: what went on during the deployment is within any', () => {
    expect(play({ ...waiting, edits: [{ at: at('09:07'), guard: { bakeMinutes: 1 } }] }).targets).toEqual([v1.id]);
  });
});

test('a guard that enforces by now rolls back what was blamed in dry-run mode once its alarm goes on again', () => {
  const { targets, told } = play({
    ...waiting,
    alarms: [anAlarmThat(goes('ALARM', '09:12'), goes('OK', '09:15'), goes('ALARM', '09:20'))],
    guard: { mode: 'dry-run' },
    edits: [{ at: at('09:14'), guard: {} }],
  });
  expect(told[0]).toMatchObject({ code: 'hold', reason: 'dry-run' });
  expect(targets).toEqual([v1.id]);
});

describe('a person closes or opens the way in', () => {
  const rolledBack: World = {
    visits: [live, deploys(v2, '09:03', '09:06'), deploys(v3, '09:35', '09:37')],
    alarms: [anAlarmThat(goes('ALARM', '09:08'), goes('OK', '09:12'), goes('ALARM', '09:40'))],
    until: '10:00',
  };

  test('closed before the alarm it stays hers', () => {
    const { targets, effects } = play({ ...rolledBack, gates: [{ at: at('09:07'), enabled: false }] });
    expect(targets).toEqual([v1.id]);
    expect(effects.map(({ kind }) => kind)).toEqual(['rollback']);
  });

  test('closed by her while ours is closed, it is not opened by us', () => {
    const off = [anAlarmThat(goes('ALARM', '09:05'), goes('OK', '09:09'))];
    const { effects } = play({ ...waiting, alarms: off, gates: [{ at: at('09:07'), enabled: false }] });
    expect(effects.map(({ kind }) => kind)).toEqual(['freeze']);
  });

  test('opened by her our freeze is over: the rollback counts no longer, and the next bad release is rolled back', () => {
    const { targets } = play({ ...rolledBack, gates: [{ at: at('09:32'), enabled: true }] });
    expect(targets).toEqual([v1.id, v1.id]);
  });
});

describe('what CodePipeline or CloudWatch does not tell for the moment', () => {
  const facts = ['stage', 'recent', 'succeeded', 'actions', 'alarm'] as const;
  const throttled = (fact: (typeof facts)[number], from: string, to: string): Pick<World, 'unreadable'> => ({
    unreadable: (want, now) => want.fact === fact && now >= at(from) && now < at(to),
  });

  test.each(facts)('is asked for again: %s', (fact) => {
    expect(play({ ...waiting, ...throttled(fact, '09:04', '09:08') }).targets).toEqual([v1.id]);
    expect(play({ ...waiting, ...throttled(fact, '09:09', '09:13') }).targets).toEqual([v1.id]);
  });

  test.each(facts)('is told after five minutes: %s', (fact) => {
    const deployed: World = { ...waiting, visits: [live, deploys(v2, '09:01', '09:04')] };
    const { targets, told } = play({ ...deployed, ...throttled(fact, '09:05', '09:29') });
    expect(targets).toEqual([]);
    expect(told).toMatchObject([{ code: 'hold', reason: 'could-not-observe', announce: true, at: at('09:10:20') }]);
  });
});
