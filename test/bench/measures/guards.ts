import type { AlarmedStage } from '../bench-account.ts';
import type { FunctionProcess } from '../function-process.ts';
import type { Bench } from '../measure.ts';
import { observeRollback } from '../observed-alarm.ts';
import { median, Samples, spread } from '../statistics.ts';
import type { Table } from '../table.ts';

/** Any number of guards beside the one that an alarm is about. */
export async function guards(bench: Bench): Promise<readonly Table[]> {
  const { account, variants, quick } = bench;
  const process = await variants.start('ours', account);
  for (let warmUp = 0; warmUp < (quick ? 5 : 20); warmUp++) await roundOf(bench, process, 'routed');
  const rows: string[][] = [];
  let configured = 1;
  for (const count of [1, 100, 1_000]) {
    for (; configured < count; configured++) {
      await account.addGuard({ pipeline: `other-${configured}`, stage: 'Prod', alarms: [`other-${configured}-5xx`] });
    }
    const wall = new Samples<Way>();
    const calls = new Samples<Way>();
    for (let round = 0; round < (quick ? 2 : 8); round++) {
      for (const way of WAYS) {
        const seen = await roundOf(bench, process, way);
        wall.add(way, seen.untilRollback);
        calls.add(way, seen.callsUntilRollback.length);
      }
    }
    for (const way of WAYS) {
      rows.push([WAY_NAMES[way], String(count), String(median(calls.of(way))), spread(wall.of(way))]);
    }
  }
  await process.stop();
  return [
    {
      title: 'Guards: no latency added',
      columns: ['the alarm comes', 'guards', 'calls until RollbackStage', 'ms'],
      rows,
    },
  ];
}

const WAYS = ['routed', 'direct'] as const;
type Way = (typeof WAYS)[number];
const WAY_NAMES = { routed: 'through the rule for alarms', direct: "by an alarm's own Lambda action" };

async function roundOf(bench: Bench, process: FunctionProcess, way: Way) {
  const { account } = bench;
  const stage = await account.alarmedStage();
  const seen = await observeRollback(bench, process, way === 'routed' ? stage : { ...stage, event: direct(stage) });
  await account.removeGuard(stage);
  return seen;
}

/** What an alarm's Lambda action hands over. */
function direct({ event }: AlarmedStage) {
  const { resources, account, region, detail } = event;
  const timestamp: unknown = Object(detail.state).timestamp;
  return {
    source: 'aws.cloudwatch',
    alarmArn: resources[0],
    accountId: account,
    region,
    time: timestamp,
    alarmData: detail,
  };
}
