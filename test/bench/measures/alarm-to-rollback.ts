import type { LoggedCall } from '../../../emulator/front-door/call-log.ts';
import type { AlarmedStage } from '../bench-account.ts';
import type { FunctionProcess } from '../function-process.ts';
import type { Bench } from '../measure.ts';
import { median, ratio, Samples, spread } from '../statistics.ts';
import type { Table } from '../table.ts';
import type { VariantName } from '../variants.ts';

const LATENCIES = [5, 20, 80];

/** One alarm, seen from outside. Times in milliseconds. */
export interface ObservedAlarm {
  /** From the handing over of the event until RollbackStage reached CodePipeline. */
  readonly untilRollback: number;
  readonly processorUntilRollback: number;
  /** Until the function had answered. */
  readonly untilAnswer: number;
  readonly processorUntilAnswer: number;
  readonly callsUntilRollback: readonly LoggedCall[];
  readonly calls: readonly LoggedCall[];
}

/** Hands the alarm of a stage to a warm process. Throws unless exactly one rollback, to the right target, comes of it. */
export async function observeAlarm(
  { account }: Pick<Bench, 'account'>,
  process: FunctionProcess,
  stage: AlarmedStage,
): Promise<ObservedAlarm> {
  const first = account.calls.length;
  let started = 0;
  let processorAtStart = 0;
  const rollback = { at: 0, processor: 0, calls: 0 };
  const done = account.local.faults.add({
    operation: 'RollbackStage',
    before: () => {
      Object.assign(rollback, {
        at: performance.now(),
        processor: process.processorMillis(),
        calls: account.calls.length,
      });
    },
  });
  const { failed, payload } = await process.invoke(stage.event, () => {
    processorAtStart = process.processorMillis();
    started = performance.now();
  });
  const ended = performance.now();
  const processorAtEnd = process.processorMillis();
  done();
  const accepted = account.acceptedRollbacks(stage);
  if (failed || accepted.length !== 1 || accepted[0]?.targetPipelineExecutionId !== stage.good) {
    throw new Error(
      `expected one rollback to ${stage.good}, got ${JSON.stringify(accepted)} and the answer ${payload}`,
    );
  }
  return {
    untilRollback: rollback.at - started,
    processorUntilRollback: rollback.processor - processorAtStart,
    untilAnswer: ended - started,
    processorUntilAnswer: processorAtEnd - processorAtStart,
    callsUntilRollback: account.calls.slice(first, rollback.calls),
    calls: account.calls.slice(first),
  };
}

/**
 * Sequential round trips: with the same latency on every call, a call that waited for the answer of another arrives at
 * least that much later. `latency` has to be far above the time between the calls that are sent together.
 */
export function roundTrips(calls: readonly LoggedCall[], latency: number): number {
  let trips = 0;
  let since = Number.NEGATIVE_INFINITY;
  for (const { time } of calls) {
    if (time - since < latency) continue;
    trips++;
    since = time;
  }
  return trips;
}

/** The path that the product exists for, in warm processes, with latency on every AWS call. */
export async function alarmToRollback(bench: Bench): Promise<readonly Table[]> {
  const { variants, account, quick } = bench;
  const names = variants.rollingBack;
  const processes = new Map<VariantName, FunctionProcess>();
  for (const name of names) processes.set(name, await variants.start(name, account));
  const tables: Table[] = [];
  try {
    for (let warmUp = 0; warmUp < (quick ? 5 : 30); warmUp++) {
      for (const process of processes.values()) await observeAlarm(bench, process, account.alarmedStage());
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
    for (const [name, process] of processes) {
      const seen = await observeAlarm({ account }, process, account.alarmedStage());
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
