import type { FunctionProcess } from '../function-process.ts';
import type { Bench } from '../measure.ts';
import { observeRollback, roundTrips } from '../observed-alarm.ts';
import { median, ratio, rotated, Samples, spread } from '../statistics.ts';
import type { Table } from '../table.ts';
import type { VariantName } from '../variants.ts';

const LATENCIES = [5, 20, 80];

/** The path that the product exists for, in warm processes, with latency on every AWS call. */
export async function alarmToRollback(bench: Bench): Promise<readonly Table[]> {
  const { variants, account, quick } = bench;
  const names = variants.rollingBack;
  const processes = new Map<VariantName, FunctionProcess>();
  for (const name of names) processes.set(name, await variants.start(name, account));
  const tables: Table[] = [];
  try {
    for (let warmUp = 0; warmUp < (quick ? 5 : 30); warmUp++) {
      for (const process of processes.values()) await observeRollback(bench, process, account.alarmedStage());
    }
    for (const latency of LATENCIES) tables.push(await withLatency(bench, processes, latency));
  } finally {
    for (const process of processes.values()) await process.stop();
  }
  return tables;
}

async function withLatency(
  { account, quick }: Bench,
  processes: ReadonlyMap<VariantName, FunctionProcess>,
  latency: number,
): Promise<Table> {
  const wall = new Samples<VariantName>();
  const processor = new Samples<VariantName>();
  const answered = new Samples<VariantName>();
  const processorAnswered = new Samples<VariantName>();
  const trips = new Samples<VariantName>();
  const callsBefore = new Samples<VariantName>();
  const calls = new Samples<VariantName>();
  const done = account.local.faults.add({ fault: { kind: 'latency', milliseconds: latency } });
  for (let round = 0; round < (quick ? 3 : 20); round++) {
    for (const [name, process] of rotated([...processes], round)) {
      const seen = await observeRollback({ account }, process, account.alarmedStage());
      wall.add(name, seen.untilRollback);
      processor.add(name, seen.processorUntilRollback);
      answered.add(name, seen.untilAnswer);
      processorAnswered.add(name, seen.processorUntilAnswer);
      trips.add(name, roundTrips(seen.callsUntilRollback, latency));
      callsBefore.add(name, seen.callsUntilRollback.length);
      calls.add(name, seen.calls.length);
    }
  }
  done();
  return {
    title: `Alarm to RollbackStage, warm, ${latency} ms added to every AWS call`,
    columns: [
      'variant',
      'until RollbackStage, ms',
      'ours to it',
      'round trips',
      'calls',
      'CPU ms',
      'until answer, ms',
      'all calls',
      'all CPU ms',
    ],
    rows: [...processes.keys()].map((name) => [
      name,
      spread(wall.of(name)),
      ratio(wall.of('ours'), wall.of(name)),
      String(median(trips.of(name))),
      String(median(callsBefore.of(name))),
      spread(processor.of(name)),
      spread(answered.of(name), 0),
      String(median(calls.of(name))),
      spread(processorAnswered.of(name)),
    ]),
    notes: ['Until RollbackStage arrives at CodePipeline; round trips and calls include it.'],
  };
}
