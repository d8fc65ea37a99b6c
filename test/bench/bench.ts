import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleFunction } from '../../package/function-bundle.ts';
import { BenchAccount } from './bench-account.ts';
import { DeployedBundle } from './deployed-bundle.ts';
import type { Bench, Measure } from './measure.ts';
import { alarmToRollback } from './measures/alarm-to-rollback.ts';
import { bundleWeights } from './measures/bundle.ts';
import { coldStart } from './measures/cold-start.ts';
import { firstAlarm } from './measures/first-alarm.ts';
import { fleet } from './measures/fleet.ts';
import { guards } from './measures/guards.ts';
import { history } from './measures/history.ts';
import { locks } from './measures/locks.ts';
import { memory } from './measures/memory.ts';
import { money } from './measures/money.ts';
import { ownCode } from './measures/own-code.ts';
import { storm } from './measures/storm.ts';
import { printed } from './table.ts';
import { Variants } from './variants.ts';

const MEASURES: { readonly [name: string]: Measure } = {
  asset: bundleWeights,
  'first-alarm': firstAlarm,
  'cold-start': coldStart,
  'alarm-to-rollback': alarmToRollback,
  'own-code': ownCode,
  storm,
  history,
  guards,
  fleet,
  locks,
  money,
  memory,
};

const USAGE = `Measures the controller beside its peers and prints tables.

  npm run bench -- [--quick] [MEASURE...]

  --quick   fewer rounds, smaller sizes
  MEASURE   ${Object.keys(MEASURES).join(', ')}; all where none is named
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
const unknown = positionals.find((name) => !Object.hasOwn(MEASURES, name));
if (values.help || unknown !== undefined) {
  console.log(unknown === undefined ? USAGE : `there is no measure "${unknown}"\n\n${USAGE}`);
  process.exit(unknown === undefined ? 0 : 2);
}

const started = performance.now();
await bundleFunction();
const bundle = await DeployedBundle.synthesize();
const variants = await Variants.unpack(bundle);
const [cpu] = cpus();
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} x ${cpu?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, ${values.quick ? 'quick' : 'full'}`,
);
try {
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const begun = performance.now();
    const account = await BenchAccount.start(bundle);
    const bench: Bench = { bundle, variants, account, quick: values.quick };
    try {
      for (const table of await measure(bench)) console.log(printed(table));
    } finally {
      await account.stop();
    }
    console.log(`(${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s)`);
  }
} finally {
  await variants.remove();
  await bundle.remove();
}
console.log(`measured in ${((performance.now() - started) / 1000).toFixed(0)} s`);
