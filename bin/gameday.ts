import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { readBehaviourFile } from '../emulator/services/codepipeline/behaviour-file.ts';
import { setupProblem } from '../lib/doctor/setup-problem.ts';
import { synthesizeSandbox } from '../lib/gameday/assembly.ts';
import { createClients, type Place } from '../lib/gameday/aws/clients.ts';
import { callerIdentity } from '../lib/gameday/aws/identity.ts';
import { newDay } from '../lib/gameday/day.ts';
import { findLeft } from '../lib/gameday/left.ts';
import { type Pace, wallPace } from '../lib/gameday/pace.ts';
import { type GameDayRecord, rehearse, wentWell } from '../lib/gameday/rehearse.ts';
import { takeDownSandbox } from '../lib/gameday/sandbox.ts';
import { bundleFunction } from '../package/function-bundle.ts';
import { startGameDayAccount } from './gameday-account.ts';
import { type GameDayOptions, readGameDayOptions, USAGE } from './gameday-options.ts';
import { gameDayPage } from './gameday-page.ts';
import { gameDaySummary, planOf } from './gameday-summary.ts';
import { Terminal } from './terminal.ts';

const terminal = new Terminal({ stream: process.stdout, term: process.env.TERM });

/** Where to play, and how to wait there. */
interface Ground {
  readonly place: Place;
  readonly pace: Pace;
  /** The same, which Ctrl-C does not interrupt. */
  readonly lastPace: Pace;
  readonly stop: () => Promise<void>;
}

async function groundOf(options: GameDayOptions, signal: AbortSignal): Promise<Ground> {
  if (options.local) {
    const { behaviour } = options;
    const switches = behaviour === undefined ? {} : readBehaviourFile(behaviour).switches;
    const { place, pace, stop } = await startGameDayAccount({ switches, signal });
    return { place, pace, lastPace: pace.uncalled(), stop };
  }
  const { endpoint, speed } = options;
  const region = options.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  const place: Place = {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, region: region ?? 'us-east-1', ...elsewhere() }),
  };
  return { place, pace: wallPace(signal, speed), lastPace: wallPace(undefined, speed), stop: async () => undefined };
}

/** An endpoint that is not AWS's takes any credentials. */
function elsewhere(): Pick<Place, 'credentials'> {
  if (process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE !== undefined) return {};
  return { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** Asks, unless told not to; without a terminal nobody can answer. */
async function agreed(question: string, { yes, local }: GameDayOptions): Promise<boolean> {
  if (yes || local) return true;
  if (process.stdin.isTTY !== true) {
    throw new TypeError('nobody can be asked here: run it in a terminal, or say --yes');
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`${question} [y/N] `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function play(options: GameDayOptions, { place, pace, lastPace }: Ground): Promise<number> {
  const clients = createClients(place);
  const identity = await callerIdentity(clients.sts);
  const region = await clients.codePipeline.config.region();
  const day = newDay(pace.now());
  terminal.print(...planOf(day, { ...identity, region }));
  if (!(await agreed('Go on?', options))) return 0;

  const directory = await mkdtemp(join(tmpdir(), 'gameday-'));
  try {
    terminal.progress('synthesizing the sandbox');
    await bundleFunction();
    const assembly = synthesizeSandbox(day, directory);
    const record = await rehearse({
      day,
      place,
      identity,
      assembly,
      pace,
      lastPace,
      keep: options.keep,
      onHappening: ({ time, text }) => terminal.print(`${new Date(time).toISOString().slice(11, 19)}  ${text}`),
      onProgress: (text) => terminal.progress(text),
    });
    terminal.endProgress();
    const name = options.report ?? day.name;
    terminal.print(...gameDaySummary(record, options.keep).map(({ tone, text }) => terminal.toned(tone, text)));
    await writeReport(name, record, options.keep);
    terminal.print(`The report: ${name}.html, ${name}.json`);
    return wentWell(record, options.keep) ? 0 : 1;
  } finally {
    terminal.endProgress();
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeReport(name: string, record: GameDayRecord, keep: boolean): Promise<void> {
  await writeFile(`${name}.html`, gameDayPage(record, keep));
  await writeFile(`${name}.json`, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Takes down what earlier days left. */
async function clean(options: GameDayOptions, { place, lastPace }: Ground): Promise<number> {
  const clients = createClients(place);
  const left = await findLeft(clients);
  if (left.length === 0) {
    terminal.print('Nothing is left of any game day.');
    return 0;
  }
  terminal.print(
    'Left of earlier game days, each a stack and a bucket or one of them:',
    ...left.map((name) => `  ${name}`),
  );
  if (!(await agreed('Take them down?', options))) return 0;
  for (const name of left) {
    await takeDownSandbox(name, clients, lastPace, (text) => terminal.progress(`${name}: ${text}`));
    terminal.endProgress();
    terminal.print(`${name} is gone`);
  }
  return 0;
}

/** Milliseconds. */
const ONE_CTRL_C = 1_000;

async function main(): Promise<number> {
  const options = readGameDayOptions(process.argv.slice(2));
  if (options.help) {
    terminal.print(USAGE);
    return 0;
  }
  const off = new AbortController();
  let calledOffAt = Number.NEGATIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // npm passes on what the terminal has sent already: one Ctrl-C may come twice.
      if (performance.now() - calledOffAt < ONE_CTRL_C) return;
      calledOffAt = performance.now();
      if (off.signal.aborted) {
        process.stderr.write('\nstopped at once: npm run gameday -- --clean takes down what is left\n');
        process.exit(130);
      }
      terminal.print('called off: the sandbox is taken down (once more to stop at once)');
      off.abort();
    });
  }
  const ground = await groundOf(options, off.signal);
  try {
    return options.clean ? await clean(options, ground) : await play(options, ground);
  } finally {
    await ground.stop();
  }
}

/** Nothing is there at the endpoint, or no network. */
function noAnswer(error: unknown): string | undefined {
  const refused =
    error instanceof Error && 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND');
  return refused ? `AWS does not answer: ${error.message}` : undefined;
}

try {
  process.exitCode = await main();
} catch (error) {
  const problem = error instanceof TypeError ? error.message : (setupProblem(error) ?? noAnswer(error));
  if (problem === undefined) throw error;
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
