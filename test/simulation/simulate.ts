import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { readBehaviourFile } from '../../emulator/services/codepipeline/behaviour-file.ts';
import { playWithCrew } from './crew.ts';
import { readHistory } from './history-file.ts';
import { SEEDS } from './portion.ts';
import { Progress } from './progress.ts';
import { runHistory } from './run-history.ts';
import { readOptions, type SimulateOptions, USAGE } from './simulate-options.ts';
import { verdictOn } from './verdict.ts';

process.exitCode = await main();

/** Returns the exit code: 1 where an invariant was broken, 2 where the command line is wrong. */
async function main(): Promise<number> {
  let options: SimulateOptions;
  try {
    options = readOptions(process.argv.slice(2), {
      seed: Date.now() % 2 ** 31,
      workers: availableParallelism(),
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  return options.kind === 'replay' ? replay(options.file) : play(options);
}

async function replay(file: string): Promise<number> {
  const read = readHistory(file, (path) => readFileSync(path, 'utf8'));
  if (!read.ok) {
    console.error(`${read.problem}\n\n${USAGE}`);
    return 2;
  }
  const { violations } = await runHistory(read.history, undefined, (line) => console.log(line));
  console.log(violations.length === 0 ? 'no violation' : violations.join('\n'));
  return violations.length === 0 ? 0 : 1;
}

async function play({ runs, seed, workers, behaviour }: Extract<SimulateOptions, { kind: 'play' }>): Promise<number> {
  const began = performance.now();
  const progress = new Progress(runs, process.stderr, () => performance.now());
  const simulation = await playWithCrew({
    runs,
    seed,
    workers,
    ...(behaviour !== undefined && { switches: readBehaviourFile(behaviour).switches }),
    onProgress: (soFar) => progress.report(soFar),
  });
  const { tally } = simulation;
  const seconds = (performance.now() - began) / 1000;
  const histories = tally.of('histories');
  const speed = `${Math.round(histories / seconds)} per second`;
  console.log(`seed ${seed}: ${histories} histories in ${seconds.toFixed(1)} s (${speed}, ${workers} workers)`);
  if (histories > 0) console.log(`  ${SEEDS}`);
  for (const [what, number] of tally.counts) console.log(`  ${what}: ${number}`);
  const { lines, exitCode } = verdictOn(simulation);
  for (const line of lines) console.log(line);
  return exitCode;
}
