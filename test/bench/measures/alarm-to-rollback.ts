import type { AlarmedStage } from '../bench-account.ts';
import type { FunctionProcess } from '../function-process.ts';
import { addLatency, byService } from '../latencies.ts';
import type { Bench } from '../measure.ts';
import { observeRollback, roundTrips } from '../observed-alarm.ts';
import { median, ratio, rotated, Samples, spread } from '../statistics.ts';
import type { Table } from '../table.ts';
import type { VariantName } from '../variants.ts';

/** Milliseconds on every call, or as it is believed to be of each service. */
const LATENCIES = [20, 80, 'by service'] as const;
type Latency = (typeof LATENCIES)[number];

/** The path that the product exists for, in warm processes, with latency on every AWS call. */
export async function alarmToRollback(bench: Bench): Promise<readonly Table[]> {
  const { variants, account, quick } = bench;
  const names = variants.rollingBack;
  const processes = new Map<VariantName, FunctionProcess>();
  for (const name of names) processes.set(name, await variants.start(name, account));
  // The controller has heard of the deployment, as it does of every one.
  const stageFor = (name: VariantName, process: FunctionProcess) =>
    name === 'ours' ? account.rememberedStage(process) : account.alarmedStage();
  const tables: Table[] = [];
  try {
    for (let warmUp = 0; warmUp < (quick ? 5 : 30); warmUp++) {
      for (const [name, process] of processes) await observeRollback(bench, process, await stageFor(name, process));
    }
    for (const latency of LATENCIES) tables.push(await withLatency(bench, processes, stageFor, latency));
  } finally {
    for (const process of processes.values()) await process.stop();
  }
  return tables;
}

async function withLatency(
  { account, quick }: Bench,
  processes: ReadonlyMap<VariantName, FunctionProcess>,
  stageFor: (name: VariantName, process: FunctionProcess) => AlarmedStage | Promise<AlarmedStage>,
  latency: Latency,
): Promise<Table> {
  const wall = new Samples<VariantName>();
  const processor = new Samples<VariantName>();
  const answered = new Samples<VariantName>();
  const processorAnswered = new Samples<VariantName>();
  const trips = new Samples<VariantName>();
  const callsBefore = new Samples<VariantName>();
  const calls = new Samples<VariantName>();
  for (let round = 0; round < (quick ? 3 : 20); round++) {
    for (const [name, process] of rotated([...processes], round)) {
      const stage = await stageFor(name, process);
      const done = addLatency(account, latency === 'by service' ? byService : () => latency);
      const seen = await observeRollback({ account }, process, stage);
      done();
      wall.add(name, seen.untilRollback);
      processor.add(name, seen.processorUntilRollback);
      answered.add(name, seen.untilAnswer);
      processorAnswered.add(name, seen.processorUntilAnswer);
      if (latency !== 'by service') trips.add(name, roundTrips(seen.callsUntilRollback, latency));
      callsBefore.add(name, seen.callsUntilRollback.length);
      calls.add(name, seen.calls.length);
    }
  }
  return {
    title: `Alarm to RollbackStage, warm, ${latency === 'by service' ? 'latency by service' : `${latency} ms added to every AWS call`}`,
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
      latency === 'by service' ? '' : String(median(trips.of(name))),
      String(median(callsBefore.of(name))),
      spread(processor.of(name)),
      spread(answered.of(name), 0),
      String(median(calls.of(name))),
      spread(processorAnswered.of(name)),
    ]),
    notes: ['Until RollbackStage arrives at CodePipeline; round trips and calls include it.'],
  };
}
