import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { type History, history } from './history.ts';
import { type Report, runHistory } from './run-history.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    /** File with one history as JSON, as a violation prints it: plays it alone, and shows every call. */
    history: { type: 'string' },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  throw new Error('usage: npm run simulate -- --runs N --seed S [--path P], N and S whole numbers');
}

if (values.history !== undefined) {
  const one: History = JSON.parse(readFileSync(values.history, 'utf8'));
  const { violations } = await runHistory(one, undefined, (line) => console.log(line));
  console.log(violations.length === 0 ? 'no violation' : violations.join('\n'));
  process.exit(violations.length === 0 ? 0 : 1);
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
  { seed, numRuns: runs },
);
const seconds = (performance.now() - began) / 1000;
const histories = counts.get('histories') ?? 0;
console.log(
  `seed ${seed}: ${histories} histories in ${seconds.toFixed(1)} s (${Math.round(histories / seconds)} per second)`,
);
for (const [what, number] of [...counts].sort(([one], [other]) => (one < other ? -1 : 1)))
  console.log(`  ${what}: ${number}`);
if (result.failed) {
  const { errorInstance, counterexample, numShrinks } = result;
  console.log(
    `violation, after ${result.numRuns} histories; shrunk ${numShrinks} times (save it and replay with --history FILE):`,
  );
  console.log(errorInstance instanceof Error ? errorInstance.message : String(errorInstance));
  console.log(JSON.stringify(counterexample?.[0]));
  process.exitCode = 1;
} else {
  console.log('0 violations');
}
