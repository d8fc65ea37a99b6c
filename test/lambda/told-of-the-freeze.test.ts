import { expect, test } from 'vitest';
import {
  aWorld,
  badRelease,
  badReleaseRecovers,
  courseOf,
  pass,
  rememberedOf,
  SHOP,
} from '../support/builders/worlds.ts';

/* What people are told of a freeze is what AWS has answered, never what was asked of it. */

const frozenIn = (world: ReturnType<typeof aWorld>, which: string) =>
  world.history.of(SHOP).find(({ code }) => code === which)?.frozen;

test('a rollback whose freeze AWS refuses is not told as frozen, and the refusal is told once', async () => {
  const refusals = Array.from(
    { length: 40 },
    (_, nth) => ({ operation: 'disableInbound', nth, kind: 'refused' }) as const,
  );
  const world = aWorld({ faults: refusals });
  await badReleaseRecovers(world);
  expect(frozenIn(world, 'rollback')).toBe(false);
  expect(courseOf(world)).toMatchObject({ gate: 'open', entries: ['rollback', 'freeze-failed', 'recovered'] });
  expect(world.recorder.announced.filter(({ entry }) => entry.code === 'freeze-failed')).toHaveLength(1);
  expect(rememberedOf(world).freeze).toBeUndefined();
});

test('a rollback is told once its freeze is made, and as frozen', async () => {
  const world = aWorld();
  await badRelease(world);
  await pass(world, 30);
  expect(courseOf(world)).toMatchObject({ gate: 'closed', entries: ['rollback'] });
  expect(frozenIn(world, 'rollback')).toBe(true);
});

test.each(['lost', 'crash-after'] as const)(
  'a rollback whose answer was lost (%s) is found, and told once its freeze is made, as frozen',
  async (kind) => {
    const world = aWorld({ faults: [{ operation: 'rollback', nth: 0, kind }] });
    await badRelease(world);
    await pass(world, 90);
    expect(courseOf(world)).toMatchObject({ gate: 'closed', entries: ['rollback'] });
    expect(frozenIn(world, 'rollback')).toBe(true);
  },
);

test('a recovery whose freeze AWS refuses to lift is told as frozen, the refusal is told, too, and the incident ends', async () => {
  const world = aWorld({
    guard: { freeze: 'until-recovered' },
    faults: [{ operation: 'enableInbound', nth: 0, kind: 'refused' }],
  });
  await badReleaseRecovers(world);
  expect(courseOf(world)).toMatchObject({ gate: 'closed', entries: ['rollback', 'recovered', 'thaw-failed'] });
  expect(frozenIn(world, 'recovered')).toBe(true);
});

test('a freeze that a person cannot release, since AWS refuses it, is not told as released', async () => {
  const world = aWorld({ faults: [{ operation: 'enableInbound', nth: 0, kind: 'refused' }] });
  await badRelease(world);
  await pass(world, 60);
  world.platform.invoke({ action: 'release', ...SHOP, by: 'alice' });
  await pass(world, 5);
  expect(courseOf(world)).toMatchObject({ gate: 'closed', entries: ['rollback', 'thaw-failed'] });
  await pass(world, 600);
  expect(courseOf(world).entries).not.toContain('released');
});

test.each(['error', 'crash-before', 'crash-after', 'lost'] as const)(
  'a release whose answer goes wrong (%s) is told once the stage is open, and not before',
  async (kind) => {
    const world = aWorld({ faults: [{ operation: 'enableInbound', nth: 0, kind }] });
    await badRelease(world);
    await pass(world, 60);
    world.platform.invoke({ action: 'release', ...SHOP, by: 'alice' });
    for (let second = 0; second < 600; second++) {
      await pass(world, 1);
      const { gate, entries } = courseOf(world);
      if (gate === 'closed') expect(entries).not.toContain('released');
    }
    expect(courseOf(world)).toMatchObject({ gate: 'open', entries: expect.arrayContaining(['rollback', 'released']) });
  },
);
