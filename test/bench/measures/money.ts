import { deployGuards } from '../../../emulator/account/demo-pipelines.ts';
import { LocalAccount } from '../../../emulator/account/local-account.ts';
import { VirtualClock } from '../../../emulator/account/virtual-clock.ts';
import { IDENTITY } from '../deployed-bundle.ts';
import type { Bench } from '../measure.ts';
import { ASSUMPTIONS, cost, PRICES, type Usage } from '../prices.ts';
import { tally } from '../statistics.ts';
import type { Table } from '../table.ts';

const MINUTE = 60_000;
const STAGE = { pipeline: 'shop', stage: 'Prod' };

/** What everything costs, from the calls that the deployed stack makes by itself: rules, queue and retries included. */
export async function money({ bundle }: Bench): Promise<readonly Table[]> {
  const account = await LocalAccount.start({ identity: IDENTITY, clock: new VirtualClock(), stacks: [bundle.stack] });
  const usages: (readonly [string, Usage])[] = [];
  try {
    await deployGuards(account);
    await account.clock.advance(10_000);
    const { clock, cloudWatch, codePipeline } = account;
    const during = async (what: string, work: () => Promise<unknown>) =>
      usages.push([what, await usageOf(account, work)]);

    // The deployments of the demo are too old to be blamed then.
    await clock.advance(180 * MINUTE);
    await during('alarm long after a deployment: held', async () => {
      cloudWatch.script.setState('shop-latency', 'ALARM');
      await clock.advance(20 * MINUTE);
      cloudWatch.script.setState('shop-latency', 'OK');
    });
    await during('deployment of a guarded stage', async () => {
      codePipeline.script.startExecution({ pipeline: STAGE.pipeline, revision: { revisionId: 'bad' } });
      await clock.advance(5 * MINUTE);
    });
    await during('alarm, rollback, recovery: the whole incident', async () => {
      cloudWatch.script.setState('shop-5xx', 'ALARM');
      await clock.advance(5 * MINUTE);
      cloudWatch.script.setState('shop-5xx', 'OK');
      await clock.advance(60 * MINUTE);
    });
    if (codePipeline.script.acceptedRollbacks.length !== 1) throw new Error('the incident came to no rollback');
  } finally {
    await account.stop();
  }
  return [perEvent(usages), perMonth(usages)];
}

async function usageOf(account: LocalAccount, work: () => Promise<unknown>): Promise<Usage> {
  const [controller] = account.functions.all;
  if (controller === undefined) throw new Error('the stack has no function');
  const { host, deployed } = controller;
  const [firstCall, firstInvocation] = [account.calls.calls.length, host.invocations.length];
  await work();
  return {
    calls: account.calls.calls.slice(firstCall).filter(({ caller }) => caller.kind === 'function'),
    invocations: host.invocations.slice(firstInvocation),
    memoryMegabytes: deployed.memoryMegabytes,
  };
}

function perEvent(usages: readonly (readonly [string, Usage])[]): Table {
  return {
    title: 'Money: per event, in millionths of a US dollar',
    columns: [
      'event',
      'invocations',
      'calls',
      ...Object.keys(cost({ calls: [], invocations: [], memoryMegabytes: 0 })),
      'all',
    ],
    rows: usages.map(([what, usage]) => [
      what,
      String(usage.invocations.length),
      tally(usage.calls.map(({ service }) => service)),
      ...Object.values(cost(usage)).map((dollars) => (dollars * 1e6).toFixed(1)),
      (total(usage) * 1e6).toFixed(1),
    ]),
    notes: [
      `List prices as in test/bench/prices.ts. Lambda's time: calls x ${ASSUMPTIONS.roundTripSeconds * 1000} ms, as if all were made one after the other.`,
    ],
  };
}

/** Nothing is kept running; what a month costs is the queue's polling and what happens in it. */
function perMonth(usages: readonly (readonly [string, Usage])[]): Table {
  const [held = 0, deployment = 0, incident = 0] = usages.map(([, usage]) => total(usage));
  const polling = ASSUMPTIONS.idlePollsPerMonth * PRICES.sqsRequest;
  return {
    title: 'Money: a month, in US dollars',
    columns: ['guards', 'idle', 'and 100 deployments, 10 held alarms, 1 rollback per guard'],
    rows: [1, 100, 1_000].map((guards) => [
      String(guards),
      polling.toFixed(2),
      (polling + guards * (100 * deployment + 10 * held + incident)).toFixed(2),
    ]),
    notes: [
      'Guards themselves cost nothing: their items in the table, rules on AWS events and IAM cost next to nothing, and one stack holds a thousand and more.',
      'The eight alarms on the controller itself and its dashboard come on top where the account has used up what CloudWatch gives for nothing (10 alarms, 3 dashboards): at list prices, written down from memory, 0.10 an alarm and 3.00 a dashboard.',
    ],
  };
}

function total(usage: Usage): number {
  return Object.values(cost(usage)).reduce((sum, each) => sum + each, 0);
}
