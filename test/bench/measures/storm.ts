import * as z from 'zod';
import type { LoggedCall } from '../../../emulator/account/front-door/call-log.ts';
import { type AlarmEvent, type AlarmedStage, laterEvent } from '../bench-account.ts';
import type { FunctionProcess } from '../function-process.ts';
import type { Bench } from '../measure.ts';
import type { Table } from '../table.ts';
import type { VariantName } from '../variants.ts';

/** More processes than this would only wait for each other; each plays several environments. */
const MOST_PROCESSES = 20;
const MINUTE = 60_000;

const Failed = z.object({ failed: z.string() });
const Results = z.array(z.unknown());

interface Storm {
  readonly seconds: number;
  readonly calls: readonly LoggedCall[];
  readonly accepted: number;
  /** Invocations that threw; Lambda would make each of them twice more. */
  readonly failed: number;
}

/** Many alarms on one stage at the same moment: what it costs, and what it does to production. */
export async function storm(bench: Bench): Promise<readonly Table[]> {
  const sizes = bench.quick ? [1, 10, 100] : [1, 10, 100, 1_000];
  const rows: string[][] = [];
  for (const name of bench.variants.rollingBack) rows.push(...(await stormsOf(bench, name, sizes)));
  return [
    {
      title: 'Storm: the same stage, all at once',
      columns: [
        'variant',
        'events',
        'accepted rollbacks',
        'CodePipeline calls',
        'all calls',
        'calls per loser',
        'of them CodePipeline',
        'failed invocations',
        'wall, s',
      ],
      rows,
      notes: [
        `At most ${MOST_PROCESSES} processes, which play many environments each. Calls per loser: what the storm made beyond a single event, by the number of losers. Lambda makes a failed invocation twice more.`,
        'The local DynamoDB does not return the item with a refused condition, so a loser of ours reads it: on AWS its calls are the stages of the alarm, the refused lock, and the letter that it leaves.',
      ],
    },
    await oneAfterTheOther(bench),
  ];
}

async function stormsOf(bench: Bench, name: VariantName, sizes: readonly number[]): Promise<string[][]> {
  const { account, variants } = bench;
  const processes: FunctionProcess[] = [];
  for (let number = 0; number < Math.min(MOST_PROCESSES, Math.max(...sizes)); number++) {
    processes.push(await variants.start(name, account, { storm: true }));
  }
  // Warm: cold starts would space the events of a storm.
  for (let warmUp = 0; warmUp < 3; warmUp++) {
    for (const process of processes) await process.invoke({ storm: [(await account.alarmedStage()).event] });
  }
  const rows: string[][] = [];
  let alone: Storm | undefined;
  const kinds: readonly ('same' | 'different')[] = name === 'ours' ? ['same', 'different'] : ['same'];
  for (const kind of kinds) {
    for (const size of sizes) {
      // A guard has 100 alarms at most, so there cannot be more different ones.
      if (kind === 'different' && (size === 1 || size > 100)) continue;
      const stage = await account.alarmedStage();
      const events = Array.from({ length: size }, (_, number) =>
        kind === 'same' ? stage.event : laterEvent(stage.event, number),
      );
      const seen = await release(bench, processes.slice(0, size), stage, events);
      alone ??= seen;
      rows.push([name, kind === 'same' ? String(size) : `${size} different`, ...describe(seen, alone, size)]);
    }
  }
  for (const process of processes) await process.stop();
  return rows;
}

async function release(
  { account }: Bench,
  processes: readonly FunctionProcess[],
  stage: AlarmedStage,
  events: readonly AlarmEvent[],
): Promise<Storm> {
  const first = account.calls.length;
  const started = performance.now();
  const answers = await Promise.all(
    processes.map((process, number) =>
      process.invoke({ storm: events.filter((_, position) => position % processes.length === number) }),
    ),
  );
  const results = answers.flatMap(({ payload }) => Results.parse(JSON.parse(payload)));
  return {
    failed: results.filter((result) => Failed.safeParse(result).success).length,
    seconds: (performance.now() - started) / 1000,
    calls: account.calls.slice(first),
    accepted: account.acceptedRollbacks(stage).length,
  };
}

function describe(seen: Storm, alone: Storm, size: number): string[] {
  const { seconds, calls, accepted, failed } = seen;
  const ofPipeline = (storm: Storm) => storm.calls.filter(({ service }) => service === 'codepipeline').length;
  const perLoser = (count: number) => (size === 1 ? '' : (count / (size - 1)).toFixed(2));
  return [
    String(accepted),
    String(ofPipeline(seen)),
    String(calls.length),
    perLoser(calls.length - alone.calls.length),
    perLoser(ofPipeline(seen) - ofPipeline(alone)),
    String(failed),
    seconds.toFixed(2),
  ];
}

/** An alarm that goes off again every minute, because the rollback did not help: what happens to production. */
async function oneAfterTheOther({ account, variants }: Bench): Promise<Table> {
  const rows: string[][] = [];
  for (const name of variants.rollingBack) {
    const process = await variants.start(name, account);
    const stage = await account.alarmedStage();
    for (let number = 0; number < 10; number++) {
      await process.invoke(number === 0 ? stage.event : account.alarmGoesOff(stage));
      await account.local.clock.advance(MINUTE);
    }
    await process.stop();
    const accepted = account.acceptedRollbacks(stage);
    const backToBad = accepted.filter(({ targetPipelineExecutionId }) => targetPipelineExecutionId === stage.bad);
    rows.push([name, String(accepted.length), String(backToBad.length)]);
  }
  return {
    title: 'An alarm that goes off ten times, a minute apart; a rollback takes 15 s',
    columns: ['variant', 'accepted rollbacks', 'of them back to the bad execution'],
    rows,
  };
}
