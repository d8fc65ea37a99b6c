import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { history } from './history.ts';
import { type Report, runHistory } from './run-history.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  throw new Error('usage: npm run simulate -- --runs N --seed S [--path P], N and S whole numbers');
}

const began = performance.now();
const counts = new Map<string, number>();
const count = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);

function add(report: Report): void {
  count('histories');
  count('invocations', report.invocations);
  count('automatic rollbacks', report.automaticRollbacks);
  count('rollbacks by command', report.commandedRollbacks);
  for (const reason of report.holds) count(`hold ${reason}`);
  for (const outcome of report.outcomes) count(`entry ${outcome}`);
  for (const { kind } of report.faults) count(`fault ${kind}`);
}

const result = await fc.check(
  fc.asyncProperty(history, async (one) => {
    const report = await runHistory(one);
    add(report);
    if (report.violations.length > 0) throw new Error(report.violations.join('\n'));
  }),
  { seed, numRuns: runs, ...(values.path !== undefined && { path: values.path }) },
);
const seconds = (performance.now() - began) / 1000;
const histories = counts.get('histories') ?? 0;
console.log(`seed ${seed}: ${histories} histories in ${seconds.toFixed(1)} s (${Math.round(histories / seconds)} per second)`);
for (const [what, number] of [...counts].sort(([one], [other]) => (one < other ? -1 : 1))) console.log(`  ${what}: ${number}`);
if (result.failed) {
  console.log(`violation, replay with: npm run simulate -- --runs 1 --seed ${result.seed} --path ${result.counterexamplePath}`);
  console.log(`${result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance)}`);
  console.log(JSON.stringify(result.counterexample?.[0], undefined, 1));
  process.exitCode = 1;
} else {
  console.log('0 violations');
}
