import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ratesNamed } from '../../emulator/account/front-door/rates.ts';
import { bundleFunction } from '../../package/function-bundle.ts';
import { deployGuards, type Load, type LoadFigures, runLoad } from './load-run.ts';

/*
 * npm run load
 * npm run load -- storm | stages | thousand
 * npm run load -- flood
 * npm run load -- --rates aws
 *
 * Alarm events by the thousand at once, through the deployed function: on one stage (storm), on 200 stages, and on 1,000. `flood`: 5,000 alarms
 * of an outage that nobody guards anything with, and one in their midst that is guarded; and that one alone, to compare: there Lambda's
 * concurrency is played, not this machine's, as it is for 1,000 stages. Prints the figures as Markdown. Exit code 1 unless every stage was
 * rolled back exactly once and nothing is left undone. With `--rates aws` the account takes as many calls a second as AWS does, from the
 * function and all others: storm and stages.
 */

const { values, positionals } = parseArgs({
  options: { rates: { type: 'string', default: 'none' } },
  allowPositionals: true,
});
const common = { concurrency: 15, rates: ratesNamed(values.rates) };

type NamedLoads = readonly (readonly [name: string, load: Load])[];

const STORM: NamedLoads = [
  ['1 stage, 100 alarms, each delivered 10 times', { stages: 1, alarmsPerStage: 100, deliveries: 10, ...common }],
];
const STAGES: NamedLoads = [
  ['200 stages, 5 alarms each', { stages: 200, alarmsPerStage: 5, deliveries: 1, ...common }],
];
/**
 * An account runs 1,000 functions at once unless it has asked for more (L:gettingstarted-limits). How long an invocation takes there nobody knows:
 * these are above what `npm run bench` sees of a cold start, of an alarm that is rolled back for, and of one that nobody guards anything with.
 */
const LAMBDA = { concurrency: 1_000, pace: { processes: 4, coldMillis: 2_000, warmMillis: 700 } };
const THOUSAND: NamedLoads = [
  ['1,000 stages, 1 alarm each', { stages: 1_000, alarmsPerStage: 1, deliveries: 1, ...LAMBDA }],
];
const UNGUARDED = { concurrency: 1_000, pace: { ...LAMBDA.pace, warmMillis: 100 } };
const ONE: Load = { stages: 1, alarmsPerStage: 1, deliveries: 1, ...UNGUARDED };
const FLOOD: NamedLoads = [
  ['1 guarded alarm', ONE],
  ['1 guarded alarm among 5,000 that are not', { ...ONE, unguardedAlarms: 5_000 }],
];

const LOADS = loadsNamed(positionals[0]);

await bundleFunction();
print(
  '| load | alarm events | rollbacks | stages rolled back exactly once | first, last RollbackStage after the alarms | invocations (failed) | AWS calls (throttled) | messages | left undone | real time |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
);
for (const [name, load] of LOADS) {
  const began = performance.now();
  const figures = await measure(load);
  print(row(name, figures, (performance.now() - began) / 1000));
  if (figures.stagesRolledBackOnce === load.stages && figures.problems.length === 0) continue;
  process.exitCode = 1;
  process.stderr.write(`${name}:\n${figures.problems.join('\n')}\n`);
}

function loadsNamed(name: string | undefined): NamedLoads {
  const hasRates = values.rates !== 'none';
  if (hasRates && (name === 'thousand' || name === 'flood')) {
    throw new TypeError(`${name} plays Lambda's pace: --rates goes with storm and stages`);
  }
  switch (name) {
    case undefined:
      return hasRates ? [...STORM, ...STAGES] : [...STORM, ...STAGES, ...THOUSAND];
    case 'storm':
      return STORM;
    case 'stages':
      return STAGES;
    case 'thousand':
      return THOUSAND;
    case 'flood':
      return FLOOD;
    default:
      throw new TypeError(`there is no load "${name}": storm, stages, thousand or flood`);
  }
}

async function measure(load: Load): Promise<LoadFigures> {
  const directory = await mkdtemp(join(tmpdir(), 'load-'));
  try {
    return await runLoad(load, await deployGuards(load, directory));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function row(name: string, figures: LoadFigures, seconds: number): string {
  const { firstRollbackAfter, lastRollbackAfter, invocations, failedInvocations } = figures;
  const cells = [
    name,
    figures.alarmEvents,
    figures.acceptedRollbacks,
    figures.stagesRolledBackOnce,
    `${firstRollbackAfter} s, ${lastRollbackAfter} s`,
    `${invocations} (${failedInvocations})`,
    `${figures.calls} (${figures.throttledCalls})`,
    figures.messages,
    figures.problems.length,
    `${seconds.toFixed(0)} s`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
