import type { LoggedCall } from '../../emulator/account/front-door/call-log.ts';
import type { AcceptedRollback } from '../../emulator/services/codepipeline/account.ts';
import type { AlarmedStage } from './bench-account.ts';
import type { FunctionProcess } from './function-process.ts';
import type { Bench } from './measure.ts';

/** A stage whose alarm went off, and the payload that says so. */
export type Alarm = Omit<AlarmedStage, 'event'> & { readonly event: object };

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
  readonly accepted: readonly AcceptedRollback[];
  readonly payload: string;
}

/** {@link observeAlarm} of a variant that has to do right: throws unless exactly one rollback, to the right target, comes of it. */
export async function observeRollback(
  bench: Pick<Bench, 'account'>,
  process: FunctionProcess,
  stage: Alarm,
): Promise<ObservedAlarm> {
  const observed = await observeAlarm(bench, process, stage);
  const { accepted, payload } = observed;
  if (accepted.length === 1 && accepted[0]?.targetPipelineExecutionId === stage.good) return observed;
  throw new Error(`expected one rollback to ${stage.good}, got ${JSON.stringify(accepted)} and the answer ${payload}`);
}

/** Hands the alarm of a stage to a process and waits for its answer. */
export async function observeAlarm(
  { account }: Pick<Bench, 'account'>,
  process: FunctionProcess,
  stage: Alarm,
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
  const { payload } = await process.invoke(stage.event, () => {
    processorAtStart = process.processorMillis();
    started = performance.now();
  });
  const ended = performance.now();
  const processorAtEnd = process.processorMillis();
  done();
  return {
    untilRollback: rollback.at - started,
    processorUntilRollback: rollback.processor - processorAtStart,
    untilAnswer: ended - started,
    processorUntilAnswer: processorAtEnd - processorAtStart,
    callsUntilRollback: account.calls.slice(first, rollback.calls),
    calls: account.calls.slice(first),
    accepted: account.acceptedRollbacks(stage),
    payload,
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
