import type { CauseCount, Score } from './score.ts';

/** What a decider came to, as `--json` prints it. Shares are from 0 to 1, null where there was nothing to share out. */
export interface Figures {
  readonly histories: number;
  readonly rollbacks: number;
  readonly precision: number | null;
  /** Without the rollbacks that were wrong because of platform trouble that no `unlessAlarms` could tell. */
  readonly precisionBesideUntoldPlatform: number | null;
  /** Without those, and without the rollbacks to a bad release that had not shown it. */
  readonly precisionOfTheKnowable: number | null;
  readonly recall: number | null;
  readonly harmful: number;
  readonly unlucky: number;
  readonly needless: number;
  readonly futile: number;
  /** Futile or unlucky rollbacks to a bad release that had not shown it. */
  readonly hidden: number;
  readonly tooFar: number;
  readonly exposureMedianMinutes: number | null;
  readonly exposureP95Minutes: number | null;
  readonly undone: number;
  readonly missed: number;
  readonly inherited: number;
  readonly unseen: number;
  readonly impossible: number;
  readonly misses: readonly CauseCount[];
  readonly faults: readonly CauseCount[];
}

export function figuresOf(score: Score): Figures {
  const {
    histories,
    rollbacks,
    kinds,
    tooFar,
    untoldPlatform,
    hidden,
    undone,
    missed,
    inherited,
    unseen,
    impossible,
    misses,
    faults,
  } = score;
  return {
    histories,
    rollbacks,
    precision: share(kinds.precise, rollbacks),
    precisionBesideUntoldPlatform: share(kinds.precise, rollbacks - untoldPlatform),
    precisionOfTheKnowable: share(kinds.precise, rollbacks - untoldPlatform - hidden),
    recall: share(undone, undone + missed),
    harmful: kinds.harmful,
    unlucky: kinds.unlucky,
    needless: kinds.needless,
    futile: kinds.futile,
    hidden,
    tooFar,
    exposureMedianMinutes: quantile(score.exposures, 0.5),
    exposureP95Minutes: quantile(score.exposures, 0.95),
    undone,
    missed,
    inherited,
    unseen,
    impossible,
    misses,
    faults,
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The least exposure that so many of all do not exceed, in minutes. */
function quantile(exposures: Score['exposures'], part: number): number | null {
  const all = exposures.reduce((so, [, count]) => so + count, 0);
  let left = Math.ceil(all * part);
  for (const [tenths, count] of exposures) {
    left -= count;
    if (left <= 0) return tenths / 10;
  }
  return null;
}
