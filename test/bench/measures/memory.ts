import { laterEvent } from '../bench-account.ts';
import type { Bench } from '../measure.ts';
import type { Table } from '../table.ts';

const BATCH = 4;
/** Nine tenths of half the function's memory: without a limit V8 would take its ease on a big machine. */
const HEAP = '--max-old-space-size=460';

/** What stays in memory of a warm process after thousands of events. */
export async function memory({ account, variants, quick }: Bench): Promise<readonly Table[]> {
  const steps = quick ? [100, 300, 500] : [500, 2_500, 5_000, 7_500, 10_000];
  const process = await variants.start('ours', account, { storm: true, nodeOptions: ['--expose-gc', HEAP] });
  const stage = await account.alarmedStage();
  await process.invoke(stage.event);
  const rows: string[][] = [];
  let handled = 1;
  for (const step of steps) {
    while (handled < step) {
      // Losers of the open incident, alarms that it covers, and events that are none of ours, in turn.
      const events = Array.from({ length: BATCH }, (_, number) => {
        if (number % 3 === 0) return { ...stage.event, 'detail-type': 'CloudWatch Alarm Configuration Change' };
        if (number % 3 === 1) return stage.event;
        return laterEvent(stage.event, handled + number);
      });
      await process.invoke({ storm: events });
      handled += BATCH;
    }
    const { payload } = await process.invoke({ heap: true });
    rows.push([String(handled), (Number(payload) / 1e6).toFixed(2), process.residentMegabytes().toFixed(0)]);
  }
  await process.stop();
  return [{ title: 'Memory of one warm process', columns: ['events', 'heap after GC, MB', 'resident, MB'], rows }];
}
