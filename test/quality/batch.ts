import { DECIDERS } from './deciders/deciders.ts';
import { playHistory } from './play-history.ts';
import { type Score, scoreOf, sum } from './score.ts';

/** Histories that a worker plays in a row: of one seed, from one number up to another. */
export interface Batch {
  readonly seed: number;
  readonly from: number;
  readonly until: number;
  /** Who plays alone; absent: everybody. */
  readonly decider?: string | undefined;
}

/** Scores by decider. */
export type Scores = { readonly [key: string]: Score };

const BATCH = 5;

/** 2^32 divided by the golden ratio: its multiples lie far from each other, and none comes twice. */
const STRIDE = 2_654_435_769;

/** The seed of the n-th history, which `--history` takes. */
export function seedOf(seed: number, n: number): number {
  return (seed + Math.imul(n, STRIDE)) | 0;
}

/** The histories of a seed depend on it and on their number alone, not on how many workers play them. */
export function batchesOf(seed: number, runs: number, decider?: string): readonly Batch[] {
  return Array.from({ length: Math.ceil(runs / BATCH) }, (_, n) => ({
    seed,
    from: n * BATCH,
    until: Math.min(runs, (n + 1) * BATCH),
    decider,
  }));
}

/** Every history with every decider that plays. */
export async function playBatch({ seed, from, until, decider }: Batch): Promise<Scores> {
  const kinds = DECIDERS.filter(({ key }) => decider === undefined || key === decider);
  const scores: Scores[] = [];
  for (let n = from; n < until; n++) {
    const one = seedOf(seed, n);
    for (const kind of kinds) scores.push({ [kind.key]: scoreOf(one, await playHistory(one, kind)) });
  }
  return sumByDecider(scores);
}

export function sumByDecider(scores: readonly Scores[]): Scores {
  const ofDecider = (key: string) => scores.flatMap((some) => some[key] ?? []);
  return Object.fromEntries(DECIDERS.map(({ key }) => [key, sum(ofDecider(key))]));
}
