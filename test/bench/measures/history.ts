import type { AlarmedStage, PastDeployments } from '../bench-account.ts';
import type { FunctionProcess } from '../function-process.ts';
import type { Bench } from '../measure.ts';
import { type ObservedAlarm, observeAlarm, roundTrips } from '../observed-alarm.ts';
import { median, Samples, spread } from '../statistics.ts';
import type { Table } from '../table.ts';

const LATENCY = 20;

/** Long histories, and executions at their head that are no targets. */
export async function history(bench: Bench): Promise<readonly Table[]> {
  const { account, variants, quick } = bench;
  const pasts: readonly PastDeployments[] = [
    { executions: 10 },
    { executions: 1_000 },
    { executions: 1_000, ineligible: 200, because: 'failed' },
    { executions: 1_000, ineligible: 200, because: 'same-commit' },
    ...(quick
      ? []
      : [
          { executions: 10_000 },
          { executions: 10_000, ineligible: 200, because: 'failed' } as const,
          { executions: 10_000, ineligible: 200, because: 'same-commit' } as const,
        ]),
  ];
  const [ours, naive] = [await variants.start('ours', account), await variants.start('naive', account)];
  const processes: readonly (readonly [string, FunctionProcess])[] = [
    ['ours', ours],
    ['naive', naive],
  ];
  for (let warmUp = 0; warmUp < (quick ? 5 : 20); warmUp++) {
    for (const [, process] of processes) await observeAlarm(bench, process, await account.alarmedStage());
  }
  const wall = new Samples<string>();
  const processor = new Samples<string>();
  const last = new Map<string, { readonly seen: ObservedAlarm; readonly stage: AlarmedStage }>();
  for (let round = 0; round < (quick ? 2 : 4); round++) {
    for (const past of pasts) {
      for (const [name, process] of processes) {
        const stage = await account.alarmedStage(past);
        const noLatency = account.local.faults.add({ fault: { kind: 'latency', milliseconds: LATENCY } });
        const seen = await observeAlarm(bench, process, stage);
        noLatency();
        const label = `${name}/${labelOf(past)}`;
        wall.add(label, seen.untilRollback);
        processor.add(label, seen.processorUntilRollback);
        last.set(label, { seen, stage });
      }
    }
  }
  for (const [, process] of processes) await process.stop();
  return [
    {
      title: `History: ${LATENCY} ms added to every AWS call`,
      columns: [
        'variant',
        'executions',
        'not eligible at the head',
        'round trips',
        'calls',
        'until RollbackStage, ms',
        'CPU ms',
        'rolled back to',
      ],
      rows: pasts.flatMap((past) =>
        processes.flatMap(([name]) => {
          const label = `${name}/${labelOf(past)}`;
          const found = last.get(label);
          if (found === undefined) return [];
          const { callsUntilRollback } = found.seen;
          const acted = found.seen.accepted.length > 0;
          return [
            [
              name,
              String(past.executions),
              past.ineligible === undefined ? '0' : `${past.ineligible} (${past.because})`,
              acted ? String(roundTrips(callsUntilRollback, LATENCY)) : '',
              acted ? String(callsUntilRollback.length) : '',
              acted ? spread(wall.of(label)) : '',
              acted ? median(processor.of(label)).toFixed(1) : '',
              rolledBackTo(found.seen, found.stage),
            ],
          ];
        }),
      ),
    },
  ];
}

function labelOf({ executions, ineligible = 0, because }: PastDeployments): string {
  return `${executions}/${ineligible}/${because}`;
}

function rolledBackTo({ accepted }: ObservedAlarm, { good }: AlarmedStage): string {
  const [first] = accepted;
  if (first === undefined) return 'nothing';
  return first.targetPipelineExecutionId === good ? 'the last good one' : 'the bad commit again';
}
