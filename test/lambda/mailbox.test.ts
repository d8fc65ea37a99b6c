import { beforeAll, describe, expect, test } from 'vitest';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import type { World } from '../simulation/world.ts';
import { aWorld, courseOf, pass, release, SHOP } from '../support/builders/worlds.ts';
import { alarmDetail } from '../support/events/alarm-state-change.ts';
import { arnOf } from '../support/home.ts';

const RECORDS = ['acquire', 'leave', 'save', 'release', 'read', 'globalPause'];
const PIPELINE = ['stage', 'executions', 'actions', 'execution', 'rollback', 'stop', 'disableInbound', 'enableInbound'];

/** A call that an invocation made, as the trace tells it. */
interface TracedCall {
  readonly invocation: string;
  readonly operation: string;
}

/** `09:03:20.641 r3 acquire -> {...}` */
function callsIn(lines: readonly string[]): readonly TracedCall[] {
  return lines.flatMap((line) => {
    const [, invocation, operation] = /^\S+ (r\d+) (\w+) -> /.exec(line) ?? [];
    return invocation === undefined || operation === undefined ? [] : [{ invocation, operation }];
  });
}

/** The event of an alarm that went on now, as the rule of the guard hands it over. */
function alarmEvent(world: World, alarmName: string): object {
  const timestamp = new Date(world.time.now()).toISOString();
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    time: timestamp,
    resources: [`arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${alarmName}`],
    guard: SHOP,
    detail: alarmDetail({ alarmName, state: { value: 'ALARM', reason: 'too many errors', timestamp } }),
  };
}

describe('a thousand events of a hundred alarms of one stage at once', () => {
  const names = Array.from({ length: 100 }, (_, index) => `alarm-${index}`);
  const lines: string[] = [];
  const world = aWorld({ trace: (line) => lines.push(line) });

  beforeAll(async () => {
    world.guards.put(GuardPolicy.parse({ ...SHOP, alarms: names.map(arnOf) }));
    for (const name of names) world.cloudWatch.script.seedAlarm({ name });
    release(world, 2);
    await pass(world, 200);
    lines.length = 0;
    for (const name of names) world.cloudWatch.script.setState(name, 'ALARM');
    for (let delivery = 0; delivery < 10; delivery++) {
      for (const name of names) world.platform.accept(alarmEvent(world, name));
    }
    await pass(world, 35);
  });

  test('make one rollback', () => {
    expect(courseOf(world).rollbacksTo).toEqual(['c0ffee01']);
  });

  const storm = () => {
    const calls = callsIn(lines);
    const winner = calls.find(({ operation }) => operation === 'rollback')?.invocation;
    const begun = new Set(lines.filter((line) => line.includes('CloudWatch Alarm')).map((line) => line.split(' ')[1]));
    return { calls, losers: calls.filter(({ invocation }) => invocation !== winner && begun.has(invocation)) };
  };

  test('ask CodePipeline for nothing but the one who won', () => {
    const { losers } = storm();
    expect(losers.filter(({ operation }) => PIPELINE.includes(operation))).toEqual([]);
  });

  test('send a message for the event that filled the empty box, and for no other', () => {
    const { losers } = storm();
    const senders = losers.filter(({ operation }) => operation === 'send').map(({ invocation }) => invocation);
    const alarms = senders.map((invocation) => lines.find((line) => line.includes(` ${invocation} begins `)) ?? '');
    // Another delivery of that event cannot know whether the first one lived to send it.
    expect(new Set(alarms.map((line) => /"alarmName":"([^"]+)"/.exec(line)?.[1])).size).toBe(1);
    expect(senders.length).toBeLessThan(10);
  });

  test('take at most three calls of the table each, while the lock is held', () => {
    const { losers } = storm();
    const counts = Map.groupBy(
      losers.filter(({ operation }) => RECORDS.includes(operation)),
      ({ invocation }) => invocation,
    );
    expect(Math.max(...[...counts.values()].map(({ length }) => length))).toBeLessThanOrEqual(3);
  });

  test('end in one decision for each alarm, and leave nothing in the box', async () => {
    await pass(world, 600);
    const alarms = world.history.of(SHOP).flatMap(({ alarm }) => alarm ?? []);
    expect(alarms.toSorted()).toEqual(names.map(arnOf).toSorted());
    expect(world.records.stored(SHOP)?.mailed ?? 0).toBe(0);
  });
});

describe('an alarm in the box of a holder who dies', () => {
  const faults = [{ operation: 'rollback', nth: 0, kind: 'crash-before' }] as const;
  const guard = { alarms: ['errors', 'latency'] as ('errors' | 'latency')[] };

  test('is decided once the lease has ended', async () => {
    const world = aWorld({ guard, faults });
    release(world, 2);
    await pass(world, 200);
    world.cloudWatch.script.setState('errors', 'ALARM');
    await pass(world, 5);
    world.cloudWatch.script.setState('latency', 'ALARM');
    await pass(world, 5);
    expect(world.records.stored(SHOP)?.mailed).toBe(1);
    await pass(world, 60);
    const { rollbacksTo, entries } = courseOf(world);
    expect(rollbacksTo).toEqual(['c0ffee01']);
    expect(entries.toSorted()).toEqual(['incident-open', 'rollback']);
  });

  test('is decided also where the holder came by a command, which nobody repeats', async () => {
    const world = aWorld({ guard, faults: [{ operation: 'save', nth: 0, kind: 'crash-before' }] });
    release(world, 2);
    await pass(world, 200);
    world.platform.invoke({ action: 'rollback', ...SHOP, by: 'alice' });
    await pass(world, 5);
    world.cloudWatch.script.setState('latency', 'ALARM');
    await pass(world, 5);
    expect(world.faults.struck).toHaveLength(1);
    expect(world.records.stored(SHOP)?.mailed).toBe(1);
    await pass(world, 60);
    expect(courseOf(world)).toMatchObject({ rollbacksTo: ['c0ffee01'], entries: ['rollback'] });
  });
});

test('an alarm whose letter comes when the holder has left already is decided all the same', async () => {
  const faults = [{ operation: 'leave', nth: 0, kind: 'slow' }] as const;
  const world = aWorld({ guard: { alarms: ['errors', 'latency'] }, faults });
  release(world, 2);
  await pass(world, 200);
  world.cloudWatch.script.setState('errors', 'ALARM');
  world.cloudWatch.script.setState('latency', 'ALARM');
  await pass(world, 30);
  expect(world.faults.struck).toHaveLength(1);
  expect(world.records.stored(SHOP)?.mailed ?? 0).toBe(0);
  const { rollbacksTo, entries } = courseOf(world);
  expect(rollbacksTo).toEqual(['c0ffee01']);
  expect(entries.toSorted()).toEqual(['incident-open', 'rollback']);
});
