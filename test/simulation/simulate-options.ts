import { parseArgs } from 'node:util';

/** What `npm run simulate` is asked to do. */
export type SimulateOptions =
  | {
      readonly kind: 'play';
      readonly runs: number;
      readonly seed: number;
      readonly workers: number;
      /** The report of a game day, as whose AWS the account behaves. */
      readonly behaviour?: string;
    }
  /** One history alone, shown call by call. */
  | { readonly kind: 'replay'; readonly file: string };

/** What stands in for an option that is not given. */
export interface SimulateDefaults {
  readonly seed: number;
  readonly workers: number;
}

export const USAGE = `usage: npm run simulate -- [--runs N] [--seed S] [--workers W] [--behaviour FILE]
       npm run simulate -- --history FILE

  --runs N        histories to play, by all workers together; default 10000
  --seed S        which histories; default another seed every time, which is printed
  --workers W     threads to play them on; default the number of cores
  --behaviour FILE  has the account behave as AWS did: the JSON report of a game day (npm run gameday)
  --history FILE  plays the one history in FILE, as a violation prints it, and shows every call`;

const MOST_RUNS = 1_000_000_000;
const MOST_WORKERS = 256;

/** Reads the command line. Throws an Error that says which option is wrong, and what it takes. */
export function readOptions(args: readonly string[], defaults: SimulateDefaults): SimulateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      workers: { type: 'string' },
      behaviour: { type: 'string' },
      history: { type: 'string' },
    },
  });
  const { runs, seed, workers, behaviour, history } = values;
  if (history !== undefined) {
    if (history === '') throw new Error('--history takes the path of a file');
    const [other] = Object.keys(values).filter((name) => name !== 'history');
    if (other !== undefined) throw new Error(`--history plays one history alone: --${other} means nothing there`);
    return { kind: 'replay', file: history };
  }
  return {
    kind: 'play',
    runs: wholeNumber('runs', runs, 1, MOST_RUNS) ?? 10_000,
    seed: wholeNumber('seed', seed, -(2 ** 31), 2 ** 31 - 1) ?? defaults.seed,
    workers: wholeNumber('workers', workers, 1, MOST_WORKERS) ?? defaults.workers,
    ...(behaviour !== undefined && { behaviour }),
  };
}

function wholeNumber(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${option} takes a whole number from ${least} to ${most}, not "${text}"`);
}
