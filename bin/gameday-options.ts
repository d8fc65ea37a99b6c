import { readCommandLine } from './command-line.ts';

export const USAGE = `Rehearses an incident in a real AWS account, with your own credentials (AWS_PROFILE, single sign-on, environment, ...): makes a
sandbox with a controller of its own, releases a good and a bad version, watches the rollback, tries what is only assumed
about AWS, writes a report, and takes everything down again. It says first what it will make, and asks.
Exit code 0 when the controller did all it should, 1 when not, 2 when it could not start.

  npm run gameday -- [--region REGION] [--yes] [--keep] [--report NAME]
  npm run gameday -- --clean
  npm run gameday -- --local

  --region REGION  where (default: that of your AWS configuration)
  --yes            do not ask
  --keep           leave the sandbox standing
  --report NAME    write NAME.html and NAME.json (default: the name of the day)
  --clean          find what earlier game days left in the region, by its tag, and take it down
  --local          in a local account that is started for it; takes a minute
  --behaviour FILE with --local: have that account behave as the report of an earlier game day says
  --endpoint URL   in the account behind this endpoint, such as that of npm run emulator
  --speed FACTOR   with --endpoint: how fast time passes there (npm run emulator -- --speed)
`;

/** Reads the command line. Throws a TypeError for what it does not take. */
export function readGameDayOptions(args: readonly string[]) {
  const { values } = readCommandLine({
    args: [...args],
    options: {
      region: { type: 'string' },
      yes: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      report: { type: 'string' },
      clean: { type: 'boolean', default: false },
      local: { type: 'boolean', default: false },
      behaviour: { type: 'string' },
      endpoint: { type: 'string' },
      speed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { behaviour, clean, endpoint, keep, local, speed } = values;
  if (local && endpoint !== undefined) throw new TypeError('--local and --endpoint exclude each other');
  if (local && keep) throw new TypeError('--keep has no sense with --local: the account ends with the game day');
  if (clean && (keep || local)) throw new TypeError('--clean goes alone, or with --region, --endpoint and --yes');
  if (behaviour !== undefined && !local) throw new TypeError('--behaviour needs --local: AWS behaves as it does');
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new TypeError(`--endpoint takes a URL, not "${endpoint}"`);
  if (!(Number(speed) > 0)) throw new TypeError(`--speed takes a positive number, not "${speed}"`);
  if (Number(speed) !== 1 && endpoint === undefined)
    throw new TypeError('--speed needs --endpoint: on AWS time passes as it does');
  return { ...values, speed: Number(speed) };
}

export type GameDayOptions = ReturnType<typeof readGameDayOptions>;
