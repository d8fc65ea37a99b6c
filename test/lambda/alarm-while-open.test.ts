import { expect, test } from 'vitest';
import { aWorld, badRelease, courseOf, executionOf, pass, release, SHOP } from '../support/builders/worlds.ts';

/* Alarms that come while an incident is open: the rollback answers them, unless there is none, or a deployment overtakes it. */

const ALARMS: ('errors' | 'latency')[] = ['errors', 'latency'];

test.each(['error', 'conflict'] as const)(
  'an alarm that comes while RollbackStage is not taken (%s) is decided although the first one recovers',
  async (kind) => {
    const faults = Array.from({ length: 12 }, (_, nth) => ({ operation: 'rollback', nth, kind }) as const);
    const world = aWorld({ guard: { alarms: ALARMS }, faults });
    await badRelease(world);
    await pass(world, 25);
    world.cloudWatch.script.setState('latency', 'ALARM');
    await pass(world, 5);
    world.cloudWatch.script.setState('errors', 'OK');
    await pass(world, 3600);
    expect(courseOf(world)).toMatchObject({ rollbacksTo: ['c0ffee01'] });
    expect(courseOf(world).entries).toEqual(expect.arrayContaining(['alarm-not-in-alarm', 'rollback']));
  },
);

test('so is one that comes after the function died between claim and call', async () => {
  const world = aWorld({
    guard: { alarms: ALARMS },
    faults: [{ operation: 'rollback', nth: 0, kind: 'crash-before' }],
  });
  await badRelease(world);
  await pass(world, 10);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 31);
  world.cloudWatch.script.setState('latency', 'ALARM');
  await pass(world, 3600);
  expect(courseOf(world)).toMatchObject({ rollbacksTo: ['c0ffee01'] });
});

test('one that has joined a claim is tried for as long as any other, though the claim has become too old to be', async () => {
  const unreadable = [3, 4, 5, 6, 7, 8].map((nth) => ({ operation: 'stage', nth, kind: 'error' }) as const);
  const world = aWorld({
    guard: { alarms: ALARMS },
    faults: [{ operation: 'rollback', nth: 0, kind: 'crash-before' }, ...unreadable],
  });
  await badRelease(world);
  await pass(world, 280);
  world.cloudWatch.script.setState('latency', 'ALARM');
  await pass(world, 180);
  expect(courseOf(world)).toMatchObject({ rollbacksTo: ['c0ffee01'], entries: ['rollback', 'incident-open'] });
});

test('people are told of an alarm that a rollback was to answer, when a deployment overtakes the rollback', async () => {
  const world = aWorld({ guard: { alarms: ALARMS, freeze: false } });
  release(world, 2);
  await pass(world, 200);
  world.codePipeline.script.personRollsBack({ ...SHOP, targetPipelineExecutionId: executionOf(world, 1) });
  await pass(world, 5);
  // Still on, so that the rollback is not verified when the next release comes.
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 70);
  release(world, 3);
  await pass(world, 118);
  world.events.holdBack(({ detail }) => (detail.state === 'STARTED' ? 40_000 : 0));
  await pass(world, 10);
  world.cloudWatch.script.setState('latency', 'ALARM');
  await pass(world, 5);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 3600);
  expect(courseOf(world).entries).toEqual([
    'rollback-by-others',
    'incident-open',
    'incident-open',
    'alarm-overtaken',
    'superseded',
  ]);
});

test('a deployment that overtakes a rollback with its last event re-arms, and an alarm that was on before it is noticed', async () => {
  const world = aWorld({ guard: { freeze: false } });
  await badRelease(world);
  await pass(world, 62);
  world.codePipeline.script.setActionDuration(SHOP, 0.3);
  world.events.holdBack(({ detail }) => (detail.state === 'STARTED' ? Number.POSITIVE_INFINITY : 0));
  release(world, 3);
  await pass(world, 1200);
  expect(courseOf(world).entries).toEqual(expect.arrayContaining(['superseded', 'alarm-on-at-deployment']));
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 2 * 3600);
  expect(courseOf(world).entries).toContain('re-armed');
});

test('an alarm that was on before the deployment is noticed although another one waited for its end', async () => {
  const world = aWorld({ guard: { alarms: ALARMS } });
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 60);
  release(world, 2);
  await pass(world, 130);
  world.cloudWatch.script.setState('latency', 'ALARM');
  await pass(world, 15);
  world.cloudWatch.script.setState('latency', 'OK');
  await pass(world, 3600);
  expect(courseOf(world).entries).toEqual(expect.arrayContaining(['wait', 'alarm-on-at-deployment']));
});

test('people who were told that an alarm waits for the deployment are told when it comes to nothing', async () => {
  const world = aWorld();
  release(world, 2);
  await pass(world, 130);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, 15);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, 3600);
  const [first, ...atOnce] = courseOf(world).entries;
  expect(first).toBe('wait');
  expect(atOnce.toSorted()).toEqual(['alarm-not-in-alarm', 'not-rolled-back']);
});

test("a person's rollback is refused while another is verified: that one ends first", async () => {
  const world = aWorld();
  await badRelease(world);
  await pass(world, 90);
  world.platform.invoke({ action: 'rollback', ...SHOP, by: 'alice' });
  await pass(world, 3600);
  expect(courseOf(world)).toMatchObject({
    rollbacksTo: ['c0ffee01'],
    entries: ['rollback', 'incident-open', 'not-recovered'],
  });
});
