import { availableParallelism } from 'node:os';
import { playWithCrew } from './crew.ts';
import { DECIDERS } from './deciders/deciders.ts';
import { figuresOf } from './figures.ts';
import { playHistory } from './play-history.ts';
import { type QualityOptions, readOptions, USAGE } from './quality-options.ts';
import { NOTHING, scoreOf } from './score.ts';
import { tableOf } from './table.ts';

process.exitCode = await main();

/** Returns the exit code: 2 where the command line is wrong. */
async function main(): Promise<number> {
  let options: QualityOptions;
  try {
    options = readOptions(process.argv.slice(2), {
      seed: Date.now() % 2 ** 31,
      workers: availableParallelism(),
      deciders: DECIDERS.map(({ key }) => key),
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options.kind === 'replay') await replay(options);
  else await play(options);
  return 0;
}

async function replay({ history, decider }: Extract<QualityOptions, { kind: 'replay' }>): Promise<void> {
  const kind = DECIDERS.find(({ key }) => key === decider);
  if (kind === undefined) return;
  const outcome = await playHistory(history, kind, (line) => console.log(line));
  console.log('');
  for (const line of tableOf([{ name: kind.name, figures: figuresOf(scoreOf(history, outcome)) }])) console.log(line);
}

async function play({ runs, seed, workers, json, decider }: Extract<QualityOptions, { kind: 'play' }>): Promise<void> {
  const began = performance.now();
  let said = began;
  const scores = await playWithCrew({
    runs,
    seed,
    workers,
    decider,
    onProgress: (played) => {
      const now = performance.now();
      if (now - said < 30_000) return;
      said = now;
      const minutes = ((now - began) / played) * ((runs - played) / 60_000);
      console.error(`${played} of ${runs} histories, ${minutes.toFixed(1)} min to go`);
    },
  });
  const kinds = DECIDERS.filter(({ key }) => decider === undefined || key === decider);
  const rows = kinds.map(({ key, name }) => ({ key, name, figures: figuresOf(scores[key] ?? NOTHING) }));
  if (json) {
    const deciders = Object.fromEntries(rows.map(({ key, figures }) => [key, figures]));
    console.log(JSON.stringify({ seed, runs, deciders }, null, 2));
    return;
  }
  const seconds = (performance.now() - began) / 1000;
  const each = ((seconds / runs) * 1000).toFixed(0);
  console.log(
    `seed ${seed}: ${runs} histories of two weeks in ${seconds.toFixed(1)} s (${each} ms each, ${workers} workers)\n`,
  );
  for (const line of tableOf(rows)) console.log(line);
}
