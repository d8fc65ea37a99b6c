import { expect, test } from 'vitest';
import { batchesOf, seedOf } from './batch.ts';
import type { DeciderKind } from './decider.ts';
import { DECIDERS } from './deciders/deciders.ts';
import { type Outcome, playHistory } from './play-history.ts';
import { scoreOf, sum } from './score.ts';

const SEEDS = Array.from({ length: 6 }, (_, n) => seedOf(13, n));

/** Does nothing, whatever happens. */
const nobody: DeciderKind = {
  key: 'nobody',
  name: 'nobody',
  create: () => ({
    onAlarm: () => undefined,
    onStageEvent: () => undefined,
    release: () => undefined,
    reasons: () => [],
  }),
};

interface Played {
  readonly trace: readonly string[];
  readonly outcome: Outcome;
}

const PLAYED = new Map<string, Promise<Played>>();

/** A history as somebody lives it, played once for all tests of this file. */
function played(seed: number, kind: DeciderKind): Promise<Played> {
  const name = `${kind.key} ${seed}`;
  const known = PLAYED.get(name) ?? play(seed, kind);
  PLAYED.set(name, known);
  return known;
}

async function play(seed: number, kind: DeciderKind): Promise<Played> {
  const trace: string[] = [];
  const outcome = await playHistory(seed, kind, (line) => trace.push(line));
  return { trace, outcome };
}

test.each(DECIDERS)('a history has the same course every time: $name', async (kind) => {
  for (const seed of SEEDS.slice(0, 2)) expect(await play(seed, kind)).toEqual(await played(seed, kind));
});

test('until its first action, every controller lives through what happens when nobody decides', async () => {
  const controllers = DECIDERS.filter(({ native }) => native === undefined);
  for (const seed of SEEDS) {
    const { trace: undisturbed } = await played(seed, nobody);
    for (const kind of controllers) {
      const { trace } = await played(seed, kind);
      const acted = trace.findIndex((line) => line.includes('STARTED ROLLBACK'));
      const before = acted < 0 ? trace : trace.slice(0, acted);
      const told = before.filter((line) => !line.includes('decider:'));
      expect(told.length).toBeGreaterThan(20);
      expect(told).toEqual(undisturbed.slice(0, told.length));
    }
  }
});

test('the pushes, the noise and the platform are the same for all, whatever they do', async () => {
  for (const seed of SEEDS) {
    const pushes = await Promise.all(
      [nobody, ...DECIDERS].map(async (kind) => {
        const { trace } = await played(seed, kind);
        return trace.filter((line) => line.includes('people: release')).map((line) => line.slice(0, 19));
      }),
    );
    // People rerun what was undone needlessly; what is planned comes everywhere.
    for (const some of pushes) expect(some).toEqual(expect.arrayContaining([...(pushes[0] ?? [])]));
  }
});

test('who decides nothing rolls nothing back, and misses all that could be undone', async () => {
  const outcomes = await Promise.all(SEEDS.map(async (seed) => (await played(seed, nobody)).outcome));
  expect(outcomes.flatMap(({ rollbacks }) => rollbacks)).toEqual([]);
  const kinds = outcomes.flatMap(({ chances }) => chances.map(({ kind }) => kind));
  expect(kinds).toContain('missed');
  expect(kinds).not.toContain('undone');
});

test.each(DECIDERS)('every decider rolls something right back in a few histories: $name', async (kind) => {
  const seeds = SEEDS.slice(0, 4);
  const scores = await Promise.all(seeds.map(async (seed) => scoreOf(seed, (await played(seed, kind)).outcome)));
  expect(sum(scores).kinds.precise).toBeGreaterThan(0);
});

test('a run is cut into the same histories however many workers play them', () => {
  const batches = batchesOf(1, 12);
  expect(batches.map(({ from, until }) => [from, until])).toEqual([
    [0, 5],
    [5, 10],
    [10, 12],
  ]);
  expect(new Set(Array.from({ length: 1_000 }, (_, n) => seedOf(1, n))).size).toBe(1_000);
});
