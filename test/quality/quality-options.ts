import { parseArgs } from 'node:util';

/** What `npm run quality` is asked to do. */
export type QualityOptions =
  | {
      readonly kind: 'play';
      readonly runs: number;
      readonly seed: number;
      readonly workers: number;
      readonly json: boolean;
      /** Who plays alone; absent: everybody. */
      readonly decider?: string;
    }
  /** One history alone, shown event by event. */
  | { readonly kind: 'replay'; readonly history: number; readonly decider: string };

/** What stands in for an option that is not given. */
export interface QualityDefaults {
  readonly seed: number;
  readonly workers: number;
  readonly deciders: readonly string[];
}

export const USAGE = `usage: npm run quality -- [--runs N] [--seed S] [--workers W] [--decider NAME] [--json]
       npm run quality -- --history=SEED [--decider NAME]

  --runs N        histories to play, each with every decider; default 1000
  --seed S        which histories; default another seed every time, which is printed
  --workers W     threads to play them on; default the number of cores
  --json          the figures alone on stdout, as JSON
  --history=SEED  plays the one history of that seed, as the causes name it, and shows what happens
  --decider NAME  who plays alone, by the name in --json; a history is shown as ours plays it, else everybody plays`;

const MOST_RUNS = 10_000_000;
const MOST_WORKERS = 256;
const SEEDS = [-(2 ** 31), 2 ** 31 - 1] as const;

/** Reads the command line. Throws an Error that says which option is wrong, and what it takes. */
export function readOptions(args: readonly string[], defaults: QualityDefaults): QualityOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      workers: { type: 'string' },
      json: { type: 'boolean' },
      history: { type: 'string' },
      decider: { type: 'string' },
    },
  });
  const { runs, seed, workers, json = false, history, decider } = values;
  if (decider !== undefined && !defaults.deciders.includes(decider)) {
    throw new Error(`--decider takes one of ${defaults.deciders.join(', ')}, not "${decider}"`);
  }
  if (history !== undefined) {
    const [other] = Object.keys(values).filter((name) => name !== 'history' && name !== 'decider');
    if (other !== undefined) throw new Error(`--history plays one history alone: --${other} means nothing there`);
    return { kind: 'replay', history: wholeNumber('history', history, ...SEEDS) ?? 0, decider: decider ?? 'ours' };
  }
  return {
    kind: 'play',
    runs: wholeNumber('runs', runs, 1, MOST_RUNS) ?? 1_000,
    seed: wholeNumber('seed', seed, ...SEEDS) ?? defaults.seed,
    workers: wholeNumber('workers', workers, 1, MOST_WORKERS) ?? defaults.workers,
    json,
    ...(decider !== undefined && { decider }),
  };
}

function wholeNumber(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${option} takes a whole number from ${least} to ${most}, not "${text}"`);
}
