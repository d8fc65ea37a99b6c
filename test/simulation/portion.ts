/** A number of histories that one worker plays in a row. */
export interface Portion {
  /** Of fast-check; a whole number of 32 bits. */
  readonly seed: number;
  readonly runs: number;
}

/** How many histories a portion has; the last one of a simulation may have fewer. */
export const PORTION = 250;

/** 2^32 divided by the golden ratio: its multiples lie far from each other, and none comes twice. */
const STRIDE = 2_654_435_769;

/** How the seeds of the portions come about, for people. */
export const SEEDS = `the portion that begins after n × ${PORTION} histories has the seed (seed + n × ${STRIDE}) mod 2^32, as a signed number`;

/**
 * The histories of a seed, in portions. They depend on the seed and their number alone, not on how many workers play them:
 * a seed means the same histories on every machine.
 */
export function portionsOf(seed: number, runs: number): readonly Portion[] {
  return Array.from({ length: Math.ceil(runs / PORTION) }, (_, n) => ({
    seed: (seed + Math.imul(n, STRIDE)) | 0,
    runs: Math.min(PORTION, runs - n * PORTION),
  }));
}
