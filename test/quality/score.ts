import type { Outcome } from './play-history.ts';
import type { RollbackKind } from './stage-ledger.ts';

/** How often something went wrong for one cause, and a history to see it in. */
export interface CauseCount {
  readonly cause: string;
  readonly count: number;
  readonly seed: number;
}

/** What a decider came to in a number of histories: sums, that workers can send and add up. */
export interface Score {
  readonly histories: number;
  readonly rollbacks: number;
  readonly kinds: { readonly [kind in RollbackKind]: number };
  readonly tooFar: number;
  /** Wrong because of platform trouble that no `unlessAlarms` could tell. */
  readonly untoldPlatform: number;
  /** To a bad release that had not shown it: nobody could know. */
  readonly hidden: number;
  readonly undone: number;
  readonly missed: number;
  readonly inherited: number;
  readonly unseen: number;
  readonly impossible: number;
  readonly misses: readonly CauseCount[];
  readonly faults: readonly CauseCount[];
  /** Tenths of a minute, and how many exposures took so long. */
  readonly exposures: readonly (readonly [tenths: number, count: number])[];
}

export const NOTHING: Score = {
  histories: 0,
  rollbacks: 0,
  kinds: { precise: 0, harmful: 0, unlucky: 0, needless: 0, futile: 0 },
  tooFar: 0,
  untoldPlatform: 0,
  hidden: 0,
  undone: 0,
  missed: 0,
  inherited: 0,
  unseen: 0,
  impossible: 0,
  misses: [],
  faults: [],
  exposures: [],
};

export function scoreOf(seed: number, outcome: Outcome): Score {
  const { rollbacks, chances, faults, misses, exposures, platformCouldBeTold } = outcome;
  const kind = (wanted: RollbackKind) => rollbacks.filter((one) => one.kind === wanted).length;
  const chance = (wanted: string) => chances.filter((one) => one.kind === wanted).length;
  return {
    histories: 1,
    rollbacks: rollbacks.length,
    kinds: {
      precise: kind('precise'),
      harmful: kind('harmful'),
      unlucky: kind('unlucky'),
      needless: kind('needless'),
      futile: kind('futile'),
    },
    tooFar: rollbacks.reduce((sum, one) => sum + (one.kind === 'precise' ? one.tooFar : 0), 0),
    untoldPlatform: platformCouldBeTold ? 0 : faults.filter(({ cause }) => cause === 'platform').length,
    hidden: rollbacks.filter((one) => one.kind === 'unlucky' || (one.kind === 'futile' && !one.hadShown)).length,
    undone: chance('undone'),
    missed: chance('missed'),
    inherited: chance('inherited'),
    unseen: chance('unseen'),
    impossible: chance('impossible'),
    misses: misses.map((cause) => ({ cause, count: 1, seed })),
    faults: faults.map((fault) => ({ cause: `${fault.kind}: ${fault.cause}`, count: 1, seed })),
    exposures: exposures.map((minutes) => [Math.round(minutes * 10), 1]),
  };
}

export function sum(scores: readonly Score[]): Score {
  const total = (of: (score: Score) => number) => scores.reduce((so, score) => so + of(score), 0);
  const kind = (wanted: RollbackKind) => total(({ kinds }) => kinds[wanted]);
  return {
    histories: total(({ histories }) => histories),
    rollbacks: total(({ rollbacks }) => rollbacks),
    kinds: {
      precise: kind('precise'),
      harmful: kind('harmful'),
      unlucky: kind('unlucky'),
      needless: kind('needless'),
      futile: kind('futile'),
    },
    tooFar: total(({ tooFar }) => tooFar),
    untoldPlatform: total(({ untoldPlatform }) => untoldPlatform),
    hidden: total(({ hidden }) => hidden),
    undone: total(({ undone }) => undone),
    missed: total(({ missed }) => missed),
    inherited: total(({ inherited }) => inherited),
    unseen: total(({ unseen }) => unseen),
    impossible: total(({ impossible }) => impossible),
    misses: sumOfCauses(scores.flatMap(({ misses }) => misses)),
    faults: sumOfCauses(scores.flatMap(({ faults }) => faults)),
    exposures: sumOfExposures(scores),
  };
}

/** The most frequent first; the seed is the first that came. */
function sumOfCauses(counts: readonly CauseCount[]): readonly CauseCount[] {
  const sums = new Map<string, CauseCount>();
  for (const one of counts) {
    const so = sums.get(one.cause);
    sums.set(one.cause, so === undefined ? one : { ...so, count: so.count + one.count });
  }
  return [...sums.values()].sort((one, other) => other.count - one.count || (one.cause < other.cause ? -1 : 1));
}

function sumOfExposures(scores: readonly Score[]): Score['exposures'] {
  const sums = new Map<number, number>();
  for (const { exposures } of scores) {
    for (const [tenths, count] of exposures) sums.set(tenths, (sums.get(tenths) ?? 0) + count);
  }
  return [...sums].sort(([one], [other]) => one - other);
}
