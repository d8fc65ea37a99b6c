import { describe, expect, test } from 'vitest';
import type { World } from '../../simulation/world.ts';
import {
  aWorld,
  badRelease,
  badReleaseRecovers,
  courseOf,
  knownBadIn,
  pass,
  release,
  rememberedOf,
  SHOP,
  sentenceOf,
} from '../../support/builders/worlds.ts';

function ask(world: World, command: object): void {
  world.platform.invoke({ ...command, ...SHOP, by: 'alice' });
}

/** Release 2 is rolled back for an alarm, which recovers. */
async function rolledBack(world: World): Promise<void> {
  await badReleaseRecovers(world, 300);
}

describe('undo', () => {
  test('takes the last rollback back: what it left is live again and forgiven, and the freeze is lifted', async () => {
    const world = aWorld();
    await rolledBack(world);
    expect(knownBadIn(world)).toEqual(['c0ffee02']);
    ask(world, { action: 'undo', reason: 'the alarm was wrong' });
    await pass(world, 1200);
    expect(courseOf(world)).toEqual({
      rollbacksTo: ['c0ffee01', 'c0ffee02'],
      entries: ['rollback', 'recovered', 'rollback', 'recovered'],
      gate: 'open',
    });
    expect(knownBadIn(world)).toEqual([]);
    expect(world.history.of(SHOP)[2]?.sentence).toContain('alice takes the last rollback back: the alarm was wrong');
    expect(world.history.of(SHOP).map(({ undo }) => undo)).toEqual([undefined, undefined, true, true]);
  });

  test('works while the rollback is verified, too', async () => {
    const world = aWorld();
    await badRelease(world);
    await pass(world, 90);
    expect(rememberedOf(world).incident?.phase).toBe('verifying');
    ask(world, { action: 'undo' });
    await pass(world, 30);
    expect(courseOf(world)).toMatchObject({ rollbacksTo: ['c0ffee01', 'c0ffee02'], gate: 'open' });
  });

  test.each([20, 90])('asked for twice is done once, also %d seconds later', async (seconds) => {
    const world = aWorld();
    await rolledBack(world);
    ask(world, { action: 'undo' });
    await pass(world, seconds);
    ask(world, { action: 'undo' });
    await pass(world, 1200);
    expect(courseOf(world)).toEqual({
      rollbacksTo: ['c0ffee01', 'c0ffee02'],
      entries: ['rollback', 'recovered', 'rollback', 'nothing-to-undo', 'recovered'],
      gate: 'open',
    });
  });

  test('of a rollback that still runs says so, and changes nothing', async () => {
    const world = aWorld();
    await badRelease(world);
    await pass(world, 20);
    ask(world, { action: 'undo' });
    await pass(world, 20);
    expect(courseOf(world)).toEqual({
      rollbacksTo: ['c0ffee01'],
      entries: ['rollback', 'rollback-running'],
      gate: 'closed',
    });
  });

  test('binds no later decision: the release that was brought back is rolled back again where it is bad after all', async () => {
    const world = aWorld();
    await rolledBack(world);
    ask(world, { action: 'undo' });
    await pass(world, 600);
    world.cloudWatch.script.setState('errors', 'ALARM');
    await pass(world, 60);
    expect(courseOf(world).rollbacksTo).toEqual(['c0ffee01', 'c0ffee02', 'c0ffee01']);
  });

  test('without a rollback that is known says so', async () => {
    const world = aWorld();
    ask(world, { action: 'undo' });
    await pass(world, 10);
    expect(courseOf(world)).toEqual({ rollbacksTo: [], entries: ['nothing-to-undo'], gate: 'open' });
  });
});

describe('rearm', () => {
  /** Release 2 is rolled back, and nothing shows that it helped: the alarm has no data since. The rollback counts against the limit of one. */
  async function spent(): Promise<World> {
    const world = aWorld();
    await badRelease(world);
    await pass(world, 900);
    world.cloudWatch.script.setState('errors', 'INSUFFICIENT_DATA');
    ask(world, { action: 'release' });
    await pass(world, 3_700);
    return world;
  }

  test.each([
    ['without it the limit is reached', false, ['c0ffee01']],
    ['says that the stage is healthy: the next bad release is rolled back', true, ['c0ffee01', 'c0ffee01']],
  ])('%s', async (_, asked, rollbacksTo) => {
    const world = await spent();
    if (asked) ask(world, { action: 'rearm', reason: 'looked at by hand' });
    await pass(world, 10);
    release(world, 3);
    await pass(world, 200);
    world.cloudWatch.script.setState('errors', 'ALARM');
    await pass(world, 60);
    expect(courseOf(world).rollbacksTo).toEqual(rollbacksTo);
    expect(sentenceOf(world, 're-armed')).toBe(
      asked ? 'alice says that the stage is healthy (looked at by hand): automatic rollback is armed again' : undefined,
    );
  });

  test('of a stage that is armed says so', async () => {
    const world = aWorld();
    ask(world, { action: 'rearm' });
    await pass(world, 10);
    expect(courseOf(world).entries).toEqual(['armed']);
  });
});

describe('a release that must not be rolled back behind', () => {
  /** Release 2, which carries the marker, is found to be bad by a person. */
  async function migrated(): Promise<World> {
    const world = aWorld();
    world.codePipeline.script.startExecution({
      pipeline: SHOP.pipeline,
      revision: { revisionId: 'c0ffee02', revisionSummary: 'Drop the column [no-rollback]' },
    });
    await pass(world, 400);
    return world;
  }

  test('is held, for an alarm and for a person', async () => {
    const world = await migrated();
    world.cloudWatch.script.setState('errors', 'ALARM');
    await pass(world, 30);
    ask(world, { action: 'rollback' });
    await pass(world, 30);
    expect(courseOf(world)).toMatchObject({ rollbacksTo: [], entries: ['barrier', 'barrier'] });
    expect(sentenceOf(world, 'hold')).toContain('"acrossBarrier": true');
  });

  test('is planned across, too: a dry run says what the command with "acrossBarrier" would do', async () => {
    const world = await migrated();
    ask(world, { action: 'rollback', acrossBarrier: true, dryRun: true });
    await pass(world, 30);
    expect(courseOf(world)).toMatchObject({ rollbacksTo: [], entries: ['planned'] });
    expect(sentenceOf(world, 'planned')).toContain('roll back from');
  });

  test('is rolled back by the command that says "acrossBarrier"', async () => {
    const world = await migrated();
    ask(world, { action: 'rollback', acrossBarrier: true });
    await pass(world, 30);
    expect(courseOf(world).rollbacksTo).toEqual(['c0ffee01']);
    expect(knownBadIn(world)).toEqual(['c0ffee02']);
  });
});
