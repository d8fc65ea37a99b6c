import { expect, test } from 'vitest';
import type { World } from '../simulation/world.ts';
import { aWorld, courseOf, pass, release, rememberedOf, SHOP, sentenceOf } from '../support/builders/worlds.ts';

/* The guard stops a deployment, freezing the stage for it, and then nothing is rolled back: the freeze must not stay. */

async function alarmIn(world: World): Promise<void> {
  release(world, 2);
  await pass(world, 130);
  world.cloudWatch.script.setState('errors', 'ALARM');
}

test.each([true, false, 'until-recovered'] as const)(
  'the alarm is OK before the deployment has stopped: the stage is open again, and people are told (freeze: %s)',
  async (freeze) => {
    const world = aWorld({ guard: { whileDeploying: 'stop', freeze } });
    await alarmIn(world);
    await pass(world, 20);
    world.cloudWatch.script.setState('errors', 'OK');
    await pass(world, 3600);
    const { rollbacksTo, gate, entries } = courseOf(world);
    expect({ rollbacksTo, gate }).toEqual({ rollbacksTo: [], gate: 'open' });
    expect(entries.toSorted()).toEqual(['alarm-not-in-alarm', 'not-rolled-back', 'wait']);
    expect(sentenceOf(world, 'not-rolled-back')).toMatch(
      /no longer in ALARM.*was told to end.*the freeze is being lifted/s,
    );
    expect(rememberedOf(world).freeze).toBeUndefined();
  },
);

test('the stage was paused meanwhile', async () => {
  const world = aWorld({ guard: { whileDeploying: 'stop' } });
  await alarmIn(world);
  await pass(world, 10);
  world.platform.invoke({ action: 'pause', ...SHOP, by: 'alice' });
  await pass(world, 1000);
  const { gate, entries } = courseOf(world);
  expect(gate).toBe('open');
  expect(entries.toSorted()).toEqual(['not-rolled-back', 'paused', 'paused', 'wait']);
});

test('there is nothing to go back to', async () => {
  const world = aWorld({ guard: { whileDeploying: 'stop' } });
  world.codePipeline.script.edit('shop');
  await alarmIn(world);
  await pass(world, 600);
  const { gate, entries } = courseOf(world);
  expect(gate).toBe('open');
  expect(entries.toSorted()).toEqual(['no-eligible-target', 'not-rolled-back', 'wait']);
});

test.each(['crash-before', 'crash-after', 'error', 'lost'] as const)(
  'the stage is open in the end although freezing it went wrong (%s)',
  async (kind) => {
    const world = aWorld({
      guard: { whileDeploying: 'stop' },
      faults: [{ operation: 'disableInbound', nth: 0, kind }],
    });
    await alarmIn(world);
    await pass(world, 20);
    world.cloudWatch.script.setState('errors', 'OK');
    await pass(world, 3600);
    expect(world.faults.struck).toHaveLength(1);
    expect(courseOf(world)).toMatchObject({ rollbacksTo: [], gate: 'open' });
  },
);

test.each(['enableInbound', 'stage'] as const)(
  'the freeze is lifted although that does not work at once (%s fails)',
  async (operation) => {
    for (let nth = 0; nth < 12; nth++) {
      const world = aWorld({ guard: { whileDeploying: 'stop' }, faults: [{ operation, nth, kind: 'error' }] });
      await alarmIn(world);
      await pass(world, 20);
      world.cloudWatch.script.setState('errors', 'OK');
      await pass(world, 3600);
      if (world.faults.struck.length === 0) break;
      expect(courseOf(world)).toMatchObject({ rollbacksTo: [], gate: 'open' });
    }
  },
);

test.each([
  { operation: 'enableInbound', nth: 0, kind: 'error' },
  { operation: 'append', nth: 1, kind: 'crash-after' },
] as const)(
  'the freeze is lifted although the alarm was found to be OK only under the claim, and $operation goes wrong after that was written down ($kind)',
  async (fault) => {
    const died = { operation: 'rollback', nth: 0, kind: 'crash-before' } as const;
    const world = aWorld({ guard: { whileDeploying: 'stop' }, faults: [died, fault] });
    await alarmIn(world);
    await pass(world, 60);
    expect(rememberedOf(world).incident?.phase).toBe('claimed');
    world.cloudWatch.script.setState('errors', 'OK');
    await pass(world, 3600);
    expect(world.faults.struck).toHaveLength(2);
    const { rollbacksTo, gate, entries } = courseOf(world);
    expect({ rollbacksTo, gate }).toEqual({ rollbacksTo: [], gate: 'open' });
    expect(entries.toSorted()).toEqual(['alarm-not-in-alarm', 'not-rolled-back', 'wait']);
    expect(sentenceOf(world, 'not-rolled-back')).toMatch(/no longer in ALARM/);
  },
);

test('a transition that somebody else had disabled stays disabled', async () => {
  const world = aWorld({ guard: { whileDeploying: 'stop' } });
  release(world, 2);
  await pass(world, 130);
  world.codePipeline.operations.DisableStageTransition.handle(
    { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound', reason: 'Release freeze' },
    { arn: 'arn:aws:iam::123456789012:user/person' },
  );
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 20);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 3600);
  expect(courseOf(world)).toMatchObject({ rollbacksTo: [], gate: 'closed' });
});
