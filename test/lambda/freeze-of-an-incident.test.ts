import { expect, test } from 'vitest';
import type { Fault } from '../simulation/fault.ts';
import type { World } from '../simulation/world.ts';
import {
  aWorld,
  badRelease,
  badReleaseRecovers,
  courseOf,
  executionOf,
  pass,
  release,
  rememberedOf,
  SHOP,
  sentenceOf,
} from '../support/builders/worlds.ts';

test('a freeze that a person released is not made anew under the same incident', async () => {
  const world = aWorld();
  release(world, 2);
  await pass(world, 200);
  world.codePipeline.script.setActionDuration(SHOP, 3);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 20);
  expect(courseOf(world).gate).toBe('closed');
  world.platform.invoke({ action: 'release', ...SHOP, by: 'alice' });
  await pass(world, 120);
  expect(courseOf(world)).toMatchObject({ gate: 'open', entries: ['rollback', 'released'] });
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 600);
  expect(courseOf(world)).toMatchObject({ gate: 'open', entries: ['rollback', 'released', 'recovered'] });
  expect(rememberedOf(world).freeze).toBeUndefined();
});

test.each(['enableInbound', 'stage'] as const)(
  'a freeze until recovery is lifted although that does not work at once (%s fails)',
  async (operation) => {
    for (let nth = 0; nth < 20; nth++) {
      const faults = [{ operation, nth, kind: 'error' } as const];
      const world = aWorld({ guard: { freeze: 'until-recovered' }, faults });
      await badReleaseRecovers(world);
      if (world.faults.struck.length === 0) break;
      expect(courseOf(world)).toMatchObject({ gate: 'open', rollbacksTo: ['c0ffee01'] });
      expect(sentenceOf(world, 'recovered')).toContain('the freeze is being lifted');
    }
  },
);

test.each<Fault>([
  { operation: 'enableInbound', nth: 0, kind: 'crash-after' },
  { operation: 'enableInbound', nth: 0, kind: 'lost' },
])(
  'a release that dies behind the lifted freeze is told when it is asked for again, and once ($operation: $kind)',
  async (fault) => {
    const world = aWorld({ faults: [fault] });
    await badReleaseRecovers(world, 300);
    for (let asked = 0; asked < 3; asked++) {
      world.platform.invoke({ action: 'release', ...SHOP, by: 'alice' });
      await pass(world, 90);
    }
    expect(world.faults.struck).toHaveLength(1);
    const { entries, gate } = courseOf(world);
    expect(gate).toBe('open');
    expect(entries.filter((code) => code === 'released')).toHaveLength(1);
    expect(sentenceOf(world, 'released')).toContain('the inbound transition is enabled again');
    expect(rememberedOf(world).freeze).toBeUndefined();
  },
);

/** The freeze of a rollback from release 2 is lifted at its recovery, and release 3, which waited for that, enters. */
async function recoversWhileAReleaseWaits(fault: Fault): Promise<World> {
  const world = aWorld({ guard: { freeze: 'until-recovered' }, faults: [fault] });
  await badRelease(world);
  release(world, 3);
  await pass(world, 240);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 3600);
  expect(world.faults.struck).toHaveLength(1);
  expect(world.codePipeline.script.stage(SHOP).latest?.execution.id).toBe(executionOf(world, 3));
  return world;
}

test.each<Fault>([
  { operation: 'enableInbound', nth: 0, kind: 'crash-before' },
  { operation: 'enableInbound', nth: 0, kind: 'crash-after' },
  { operation: 'enableInbound', nth: 0, kind: 'lost' },
  { operation: 'append', nth: 1, kind: 'crash-after' },
  { operation: 'announce', nth: 1, kind: 'crash-before' },
])('a recovery is told once, whatever its lifted freeze lets in meanwhile ($operation: $kind)', async (fault) => {
  const world = await recoversWhileAReleaseWaits(fault);
  expect(courseOf(world)).toMatchObject({ gate: 'open', rollbacksTo: ['c0ffee01'] });
  expect(courseOf(world).entries.slice(0, 2)).toEqual(['rollback', 'recovered']);
  expect(courseOf(world).entries).not.toContain('superseded');
  expect(sentenceOf(world, 'recovered')).toMatch(/every alarm of the guard is OK, .+; the freeze is being lifted/);
});

test('an alarm that comes back after a crash behind the lifted freeze is acted on: its incident has recovered', async () => {
  const world = aWorld({
    guard: { freeze: 'until-recovered' },
    faults: [{ operation: 'enableInbound', nth: 0, kind: 'crash-after' }],
  });
  await badRelease(world);
  release(world, 3);
  await pass(world, 240);
  world.cloudWatch.script.setState('errors', 'OK');
  while (world.faults.struck.length === 0) await pass(world, 1);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 3600);
  expect(courseOf(world).entries.slice(0, 4).toSorted()).toEqual(['recovered', 'rollback', 'rollback', 'wait']);
});

test('a freeze that is throttled once is made at the next look, and nobody is told that it failed', async () => {
  const world = aWorld({ faults: [{ operation: 'disableInbound', nth: 0, kind: 'error' }] });
  await badRelease(world);
  await pass(world, 100);
  expect(courseOf(world)).toMatchObject({ gate: 'closed', entries: ['rollback'] });
});

const FREEZE_GOES_WRONG: readonly (readonly [string, readonly Fault[]])[] = [
  ['is refused', [{ operation: 'disableInbound', nth: 0, kind: 'refused' }]],
  [
    'is throttled at every look',
    Array.from({ length: 20 }, (_, nth) => ({ operation: 'disableInbound', nth, kind: 'error' })),
  ],
];

test('a freeze until recovery that is made only when the alarms are OK again is lifted all the same', async () => {
  const world = aWorld({
    guard: { freeze: 'until-recovered' },
    faults: [{ operation: 'disableInbound', nth: 0, kind: 'error' }],
  });
  await badRelease(world);
  await pass(world, 20);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 600);
  expect(world.faults.struck).toHaveLength(1);
  expect(courseOf(world)).toMatchObject({ gate: 'open', entries: ['rollback', 'recovered'] });
});

test.each(FREEZE_GOES_WRONG)('a freeze that %s is told', async (_, faults) => {
  const world = aWorld({ faults });
  await badRelease(world);
  await pass(world, 300);
  expect(courseOf(world).entries).toContain('freeze-failed');
});

test('a freeze that is throttled at two looks, a second apart, is made at the third, and nobody is told that it failed', async () => {
  const faults = [0, 1].map((nth) => ({ operation: 'disableInbound', nth, kind: 'error' }) as const);
  const world = aWorld({ faults });
  await badRelease(world);
  await pass(world, 200);
  expect(courseOf(world)).toMatchObject({ gate: 'closed', entries: ['rollback'] });
});

test('a freeze that was needed to stop the deployment is lifted in the end where the guard wants none', async () => {
  const faults = [0, 1, 2, 3].map((nth) => ({ operation: 'enableInbound', nth, kind: 'error' }) as const);
  const world = aWorld({ guard: { whileDeploying: 'stop', freeze: false }, faults });
  release(world, 2);
  await pass(world, 150);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 180);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 1200);
  expect(world.faults.struck).toHaveLength(4);
  expect(courseOf(world)).toMatchObject({ gate: 'open', rollbacksTo: ['c0ffee01'] });
});
