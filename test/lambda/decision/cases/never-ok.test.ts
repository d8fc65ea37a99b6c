import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { asks, daysBefore, play, type World } from '../../../support/played.ts';

/* Silence of an alarm that has never been OK (case: never-ok). */

describe('an alarm without data when healthy: never OK', () => {
  const day = (days: number, digit: string) => {
    const startedAt = daysBefore(days, '08:58');
    return deploys(anExecution(digit, { startedAt }), startedAt + 60_000, startedAt + 120_000);
  };
  const history = [day(9, '1'), day(6, '2'), day(5, '3'), day(3, '4'), day(0, '5')];
  const silent = [
    goes('INSUFFICIENT_DATA', daysBefore(20, '09:00')),
    goes('ALARM', daysBefore(6, '09:04')),
    goes('INSUFFICIENT_DATA', daysBefore(6, '09:08')),
    goes('ALARM', '09:04'),
  ];
  const world: World = {
    visits: history,
    alarms: [{ name: 'errors', changes: silent }],
    orders: [asks(daysBefore(6, '12:00'), { action: 'release' })],
    until: '10:00',
  };

  test('people are told once that nothing shows whether it is healthy, with the command that says so', () => {
    const { told } = play(world);
    const asked = told.filter(({ code }) => code === 'health-unknown');
    expect(asked).toMatchObject([{ announce: true, sentence: expect.stringContaining('"rearm"') }]);
  });

  test('without an answer the limit stands, and the hold names it', () => {
    const { targets, told } = play(world);
    expect(targets).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ code: 'hold', reason: 'limit-reached', announce: true });
  });

  test('nobody says so while an incident is open: the alarm that is still on would be rolled back for once more', () => {
    const asked = asks('09:05', { action: 'rearm' });
    const on = [...silent.slice(0, 3), goes('OK', daysBefore(5, '12:00')), goes('ALARM', '09:04')];
    const { targets, told } = play({
      ...world,
      alarms: [{ name: 'errors', changes: on }],
      orders: [...(world.orders ?? []), asked],
    });
    expect(targets).toHaveLength(2);
    expect(told.find(({ code }) => code === 'command-refused')).toMatchObject({ reason: 'incident-open' });
  });

  test('with it the next bad release is rolled back', () => {
    const orders = [...(world.orders ?? []), asks(daysBefore(1, '12:00'), { action: 'rearm' })];
    expect(play({ ...world, orders }).targets).toHaveLength(2);
  });

  test('an alarm that is OK when healthy asks nobody: the stage is armed again by itself', () => {
    const changes = [...silent.slice(0, 3), goes('OK', daysBefore(5, '12:00')), goes('ALARM', '09:04')];
    const { targets, told } = play({ ...world, alarms: [{ name: 'errors', changes }] });
    expect(told.filter(({ code }) => code === 'health-unknown')).toEqual([]);
    expect(targets).toHaveLength(2);
  });
});
