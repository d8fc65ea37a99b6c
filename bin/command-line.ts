import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestKey } from '../lambda/intake/nearest-key.ts';

/** Reads the command line of a script (util.parseArgs). Throws a TypeError for people: what is not known, and what was probably meant. */
export function readCommandLine<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(inWords(error, Object.keys(config.options ?? {})), { cause: error });
  }
}

function inWords(error: TypeError, options: readonly string[]): string {
  const code = 'code' in error ? error.code : undefined;
  const given = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const nearest = nearestKey(given, options);
      const all = options.map((option) => `--${option}`).join(', ');
      return `unknown option ${given}; ${nearest === undefined ? `there are ${all}` : `did you mean --${nearest}?`}`;
    }
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `"${given}" stands alone; with npm run the options come behind --, as in npm run NAME -- --${options[0]} ${given}`;
    default:
      return error.message;
  }
}
