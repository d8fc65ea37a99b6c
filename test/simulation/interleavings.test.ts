import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloudWatchAlarms } from '../../lambda/aws/alarms.ts';
import { codePipelines } from '../../lambda/aws/pipelines.ts';
import { handle } from '../../lambda/intake/handle.ts';
import type { Ports } from '../../lambda/ports.ts';
import { anAlarmCause } from '../support/builders/causes.ts';
import { aWorld, courseOf, pass, release, SHOP } from '../support/builders/worlds.ts';
import { arnOf, HOME } from '../support/home.ts';
import { inertPorts } from '../support/inert-ports.ts';
import type { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import { modelAlarmsClient } from '../support/ports/model-alarms.ts';
import { modelPipelinesClient } from '../support/ports/model-pipelines.ts';
import { SUBJECT } from './subject.ts';
import { WithoutLease } from './unguarded-records.ts';

/* Invocations at the same time, their calls in whatever order fast-check's scheduler comes up with. */

/** Every call of the port waits for its turn. */
function inTurn<Port extends object>(port: Port, scheduler: fc.Scheduler): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const call: unknown = Reflect.get(target, name);
      // What is remembered is at hand.
      if (typeof call !== 'function' || name === 'remembered') return call;
      return (...values: readonly unknown[]) =>
        scheduler.schedule(Promise.resolve(), String(name)).then(() => Reflect.apply(call, target, values));
    },
  });
}

/** A bad release is in Prod and two alarms are on; four invocations come for them, one of them twice. */
async function fourAtOnce(scheduler: fc.Scheduler, records: MemoryStageRecords) {
  const world = aWorld({ guard: { alarms: ['errors', 'latency'] } });
  release(world, 2);
  await pass(world, 200);
  for (const alarm of ['errors', 'latency']) world.cloudWatch.script.setState(alarm, 'ALARM');
  const at = world.time.now();
  const client = modelPipelinesClient(world.codePipeline);
  const pipelines = codePipelines(client, client);
  const asked: string[] = [];
  const ports: Ports = {
    ...inertPorts().ports,
    clock: () => at,
    sleep: () => scheduler.schedule(Promise.resolve(), 'sleep'),
    records: inTurn(records, scheduler),
    history: inTurn(world.history, scheduler),
    guards: inTurn(world.guards, scheduler),
    pipelines: inTurn(
      {
        ...pipelines,
        rollback: (key, target) => {
          asked.push(target);
          return pipelines.rollback(key, target);
        },
      },
      scheduler,
    ),
    alarms: inTurn(cloudWatchAlarms(modelAlarmsClient(world.cloudWatch), HOME), scheduler),
    watches: inTurn(
      world.queue.sender(() => at),
      scheduler,
    ),
    announcer: world.recorder,
    log: world.recorder,
  };
  records.guardedBy((key) => world.guards.lookUp(key));
  const invocations = ['errors', 'errors', 'latency', 'latency'].map((name, index) => {
    const event = { alarm: arnOf(name), state: { value: 'ALARM', at }, previous: { value: 'OK', at: at - 3_600_000 } };
    const cause = anAlarmCause({ id: `alarm/${arnOf(name)}/1`, at, event });
    const controller = { ports, options: { leaseMillis: SUBJECT.leaseMillis }, holder: `invocation ${index}` };
    return handle(controller, { kind: 'alarm', cause });
  });
  await scheduler.waitFor(Promise.all(invocations));
  return { world, asked, stored: records.stored(SHOP) };
}

/** The same, with these records: RollbackStage is called once, a stage that is followed, a free lock, and a wake-up. */
function rollsBackOnce(records: () => MemoryStageRecords) {
  return fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const { world, asked, stored } = await fourAtOnce(scheduler, records());
    expect(asked).toHaveLength(1);
    expect(courseOf(world)).toMatchObject({ rollbacksTo: ['c0ffee01'], gate: 'closed' });
    expect(stored).toMatchObject({ incident: { phase: 'rolling-back' }, wakeAt: expect.any(Number) });
    expect(stored).not.toHaveProperty('leaseUntil');
    expect(world.queue.messages.length).toBeGreaterThan(0);
  });
}

const RUNS = { numRuns: 200, seed: 20261125, endOnFailure: true };

test('four invocations roll back once, however their calls interleave, and leave the lock free and a wake-up behind', async () => {
  await fc.assert(rollsBackOnce(SUBJECT.records), RUNS);
});

test('without lease and fence some order of calls breaks that: it can fail', async () => {
  class Unlocked extends WithoutLease {
    protected override isHeld(): boolean {
      return true;
    }
  }
  expect(
    (
      await fc.check(
        rollsBackOnce(() => new Unlocked()),
        RUNS,
      )
    ).failed,
  ).toBe(true);
});
