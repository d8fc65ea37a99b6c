import { describe, expect, test } from 'vitest';
import { deploys } from '../../../support/builders/action-runs.ts';
import { type AlarmChange, anAlarmThat, goes } from '../../../support/builders/alarm-stories.ts';
import { anExecution } from '../../../support/builders/executions.ts';
import { at } from '../../../support/builders/moments.ts';
import { arnOf } from '../../../support/home.ts';
import { asks, daysBefore, play, type World } from '../../../support/played.ts';

/* What was put off is looked at again; one alarm of two pipelines; silence (cases: muted-then-not, one-alarm-two-pipelines, never-ok). */

const v1 = anExecution('1', { startedAt: daysBefore(3, '09:00') });
const v2 = anExecution('2', { startedAt: at('08:58') });
const live = deploys(v1, daysBefore(3, '09:05'), daysBefore(3, '09:08'));
const visits = [live, deploys(v2, '08:59', '09:00')];

describe('an alarm that is muted when it goes on', () => {
  const muted = goes('ALARM', '09:05', { mutedUntil: at('09:20') });

  test('is looked at when the mute ends, and rolled back for where it is still on', () => {
    const { targets, told } = play({ visits, alarms: [anAlarmThat(muted)], until: '09:30' });
    expect(targets).toEqual([v1.id]);
    expect(told.map(({ code, at: time }) => [code, time])).toEqual([
      ['hold', at('09:05')],
      ['rollback', at('09:20')],
    ]);
    expect(told[0]?.sentence).toContain('looked at again when the mute ends, at 2026-01-10 09:20:00 UTC');
  });

  test('is looked at then, however many others are muted with it', () => {
    const alarms = Array.from({ length: 30 }, (_, index) => ({
      ...anAlarmThat(muted, ...(index === 0 ? [] : [goes('OK', '09:15')])),
      name: `errors of service ${index}`,
    }));
    const { targets, told } = play({ visits, alarms, until: '09:30' });
    expect(told.filter(({ reason }) => reason === 'alarm-muted')).toHaveLength(30);
    expect(targets).toEqual([v1.id]);
  });

  test('comes to nothing where it is off by then', () => {
    const { targets } = play({ visits, alarms: [anAlarmThat(muted, goes('OK', '09:15'))], until: '09:30' });
    expect(targets).toEqual([]);
  });

  test('blames nobody by then where a fix was deployed meanwhile', () => {
    const fix = deploys(anExecution('3', { startedAt: at('09:10') }), '09:12', '09:13');
    const { targets, told } = play({ visits: [...visits, fix], alarms: [anAlarmThat(muted)], until: '09:30' });
    expect(targets).toEqual([]);
    expect(told).toContainEqual(expect.objectContaining({ code: 'hold', reason: 'suspect-replaced' }));
  });

  describe('beside a rollback', () => {
    const v0 = anExecution('0', { startedAt: daysBefore(6, '09:00') });
    const older = deploys(v0, daysBefore(6, '09:05'), daysBefore(6, '09:08'));
    const errors = anAlarmThat(goes('ALARM', '09:06'), goes('OK', '09:10'));
    const latency = (...changes: readonly AlarmChange[]): World => ({
      visits: [older, ...visits],
      alarms: [errors, { ...anAlarmThat(...changes), name: 'latency' }],
      guard: { maxAutomaticRollbacks: 2 },
      until: '10:30',
    });

    test.each(['09:05', '09:07'])('asks for no further one, though it is still on (since %s)', (since) => {
      const { targets } = play(latency(goes('ALARM', since, { mutedUntil: at('10:00') }), goes('OK', '09:50')));
      expect(targets).toEqual([v1.id]);
    });

    test('is looked at when the mute ends, also where it went on meanwhile', () => {
      const { targets, told } = play(latency(goes('ALARM', '09:07', { mutedUntil: at('10:00') })));
      expect(targets).toEqual([v1.id]);
      expect(told.find(({ at: time }) => time === at('10:00'))).toMatchObject({ code: 'hold' });
    });
  });

  test('is not looked at again where the mute lasts for more than a day, and nobody is promised it', () => {
    const long = goes('ALARM', '09:05', { mutedUntil: at('09:20') + 3 * 24 * 3_600_000 });
    const { told, state } = play({ visits, alarms: [anAlarmThat(long)], until: '09:30' });
    expect(told).toMatchObject([{ reason: 'alarm-muted', sentence: expect.not.stringContaining('looked at again') }]);
    expect(state.postponed).toEqual([]);
  });
});

test('an alarm that an alarm of the platform vetoes is looked at again, and rolled back for once that is off', () => {
  const platform = { ...anAlarmThat(goes('ALARM', '09:04'), goes('OK', '09:10')), name: 'platform' };
  const { targets, told } = play({
    visits,
    alarms: [anAlarmThat(goes('ALARM', '09:05')), platform],
    guard: { unlessAlarms: [arnOf('platform')] },
    until: '09:30',
  });
  expect(told[0]).toMatchObject({ reason: 'platform-trouble' });
  expect(targets).toEqual([v1.id]);
});

test('of a veto nobody reads that something would have been rolled back, which a guard in dry-run mode never does', () => {
  const platform = { ...anAlarmThat(goes('ALARM', '09:04')), name: 'platform' };
  const guard = { unlessAlarms: [arnOf('platform')], mode: 'dry-run' as const };
  const { told } = play({ visits, alarms: [anAlarmThat(goes('ALARM', '09:05')), platform], guard, until: '09:30' });
  const held = told.filter(({ reason }) => reason === 'platform-trouble');
  expect(held).not.toEqual([]);
  expect(held.filter(({ sentence }) => sentence.includes('rolled back'))).toEqual([]);
});

test('a release that is blamed has to prove itself again, although nothing was done about it', () => {
  const { state } = play({
    visits,
    alarms: [anAlarmThat(goes('ALARM', '09:05'))],
    guard: { mode: 'dry-run' },
    until: '09:30',
  });
  expect(state.releases).toContainEqual(expect.objectContaining({ blamedAt: at('09:05') }));
});

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
