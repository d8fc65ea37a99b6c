import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Assemblies } from '../../emulator/stories/assemblies.ts';
import type { Story } from '../../emulator/stories/story.ts';
import { type CallCount, type CrashResult, countCalls } from './crash.ts';
import { bothMoments, crashAtEach, spread } from './crash-points.ts';
import { CRASH_STORIES } from './crash-stories.ts';

/*
 * npm run crash-table -- [STORY...] [--calls N]
 *
 * Kills the function at every call (or N calls a story) of every story that ends in a rollback, before and after, and prints
 * what became of it as Markdown. Exit code 1 when anything happened that must not.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { calls: { type: 'string' } },
});
const most = values.calls === undefined ? Number.POSITIVE_INFINITY : Number(values.calls);
if (!(most >= 1)) throw new TypeError(`--calls must be a positive number, got ${values.calls}`);
const stories = positionals.length === 0 ? CRASH_STORIES : positionals.map(storyNamed);

interface Row {
  readonly story: Story;
  readonly count: CallCount;
  readonly results: readonly CrashResult[];
}

const began = performance.now();
const assemblies = await Assemblies.create();
const rows: Row[] = [];
try {
  await Promise.all(stories.map((story) => assemblies.of(story)));
  print(
    '| story | calls (on the alarm) | crashes | RollbackStage delayed by the crash | latest RollbackStage | most repeated messages | violations |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
  );
  for (const story of stories) {
    const assembly = await assemblies.of(story);
    const count = await countCalls(story, assembly);
    const results = await crashAtEach(story, assembly, bothMoments(spread(count, most)), availableParallelism() + 1);
    rows.push({ story, count, results });
    print(summary({ story, count, results }));
    process.stderr.write(violated(results).map(report(story)).join(''));
  }
} finally {
  await assemblies.remove();
}

for (const { story, count, results } of rows.slice(0, 1)) {
  const onAlarm = results.filter(({ point }) => point.call <= count.onAlarm);
  print('', `The invocation that handles the alarm of ${story.name}:`, '', ...details(onAlarm));
}
const all = rows.flatMap(({ results }) => results);
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
print('', `${all.length} crashes, ${violated(all).length} with violations, ${minutes} min.`);
if (violated(all).length > 0) process.exitCode = 1;

function storyNamed(name: string): Story {
  const found = CRASH_STORIES.find((story) => story.name === name);
  if (found === undefined) throw new TypeError(`no story with a rollback is called ${name}`);
  return found;
}

function summary({ story, count, results }: Row): string {
  const hit = results.filter((result) => result.hit !== undefined);
  const delayed = hit.filter(({ rolledBackAfter }) => (rolledBackAfter ?? 0) > (count.rolledBackAfter ?? 0) + 5);
  const latest = hit.map(({ rolledBackAfter }) => rolledBackAfter).filter((seconds) => seconds !== undefined);
  const repeated = Math.max(0, ...hit.map(({ repeatedMessages }) => repeatedMessages));
  return cells(
    story.name,
    `${count.calls} (${count.onAlarm})`,
    hit.length,
    delayed.length,
    latest.length === 0 ? 'none of ours' : `${Math.max(...latest)} s`,
    repeated,
    violated(results).length,
  );
}

function details(results: readonly CrashResult[]): string[] {
  const calls = [...Map.groupBy(results, ({ point }) => point.call)];
  return [
    '| call | | killed before it | killed after it |',
    '| ---: | --- | --- | --- |',
    ...calls.map(([number, both]) => cells(number, both[0]?.hit ?? 'not reached', ...both.map(outcome))),
  ];
}

function outcome({ hit, rolledBackAfter, repeatedMessages, violations }: CrashResult): string {
  if (hit === undefined) return 'not reached';
  if (violations.length > 0) return `VIOLATION: ${violations.join('; ')}`;
  const repeated =
    repeatedMessages > 0 ? `, ${repeatedMessages} ${repeatedMessages === 1 ? 'message' : 'messages'} repeated` : '';
  const end =
    rolledBackAfter === undefined ? 'ended as it should' : `rolled back once, ${rolledBackAfter} s after the alarm`;
  return `${end}${repeated}`;
}

function report({ name }: Story) {
  return ({ point, violations, timeline }: CrashResult) =>
    [`${name}, call ${point.call}, ${point.moment}:`, ...violations, ...timeline, '', ''].join('\n');
}

function violated(results: readonly CrashResult[]): CrashResult[] {
  return results.filter(({ violations }) => violations.length > 0);
}

function cells(...values: readonly (string | number)[]): string {
  return `| ${values.join(' | ')} |`;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
