import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import type { DeployedStack } from '../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { synthesize } from '../../emulator/stories/synthesize.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { type FormerStack, formerStack } from '../support/former-stack.ts';
import { MORNING } from '../support/morning.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let directory: string;
let former: FormerStack;
let today: DeployedStack;
let account: LocalAccount;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'update-'));
  former = await formerStack(directory, IDENTITY);
  const guards = join(directory, 'guards.json');
  await writeFile(guards, JSON.stringify(former.guards));
  await synthesize(guards, join(directory, 'cdk.out'), undefined);
  const [stack] = loadAssembly(join(directory, 'cdk.out'), IDENTITY);
  if (stack === undefined) throw new Error('there is no stack to update to');
  today = stack;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The former stack, at work: its pipelines have six deployments each, the last one an hour ago. */
beforeEach(async () => {
  account = await LocalAccount.start({
    identity: IDENTITY,
    clock: new VirtualClock({ start: MORNING }),
    stacks: [former.stack],
  });
  const { codePipeline, cloudWatch, clock } = account;
  for (const { pipeline, stage, alarms } of former.guards) {
    codePipeline.script.createPipeline({ name: pipeline, stages: ['Source', stage], actionMinutes: 0.5 });
    codePipeline.script.addSuccesses(pipeline, { count: 6, from: clock.now() - 6 * HOUR, everyMillis: HOUR });
    for (const name of alarms) cloudWatch.script.seedAlarm({ name });
  }
  return () => account.stop();
});

const passes = (minutes: number) => account.clock.advance(minutes * MINUTE);
const goes = (alarm: string, value: 'ALARM' | 'OK') => account.cloudWatch.script.setState(alarm, value);
const rollbacksOf = (pipeline: string) =>
  account.codePipeline.script.acceptedRollbacks.filter(({ pipelineName }) => pipelineName === pipeline).length;
const isFrozen = (pipeline: string) =>
  account.codePipeline.script.stage({ pipeline, stage: 'Prod' }).inbound.enabled === false;
/** Subjects of the mails about a pipeline. */
const mailsAbout = (pipeline: string) =>
  account.topics.published.flatMap(({ subject }) => (subject?.includes(`${pipeline}/Prod`) ? [subject] : []));

async function release(pipeline: string): Promise<void> {
  account.codePipeline.script.startExecution({ pipeline, revision: { revisionId: `bad-${pipeline}` } });
  await passes(3);
}

/** Events that an invocation failed on, in order. */
const failedEvents = () =>
  controllerOf(account).host.invocations.flatMap(({ event, functionError }) => (functionError ? [event] : []));

const Answer = z.looseObject({ decision: z.string() });

async function command(action: string, pipeline: string) {
  const event = { action, pipeline, stage: 'Prod', by: 'alice', reason: 'a test' };
  const { payload, functionError } = await controllerOf(account).host.invoke(JSON.stringify(event));
  expect(functionError, payload).toBeUndefined();
  return Answer.parse(JSON.parse(payload)).decision;
}

/** How often each event of an alarm was decided, by the records in the table. */
async function decisions(): Promise<number[]> {
  const [table] = today.tables;
  const items = await account.dynamoDb.items(table?.tableName ?? '');
  const decided = items.flatMap(({ sk }) => /^decision#.*#(alarm\/.*)$/.exec(String(sk))?.[1] ?? []);
  return [...Map.groupBy(decided, (id) => id).values()].map((same) => same.length);
}

describe('an update from the version whose guards were parameters', () => {
  it('loses no incident, freeze, pause or message, and tells nobody twice', async () => {
    // Billing is frozen after a rollback that is over, search is paused.
    await release('billing');
    goes('billing-errors', 'ALARM');
    await passes(3);
    goes('billing-errors', 'OK');
    await passes(20);
    expect(await command('pause', 'search')).toBe('paused');
    // A rollback of shop runs, and cart deploys what its alarm fires about: messages for both wait in the queue.
    for (const pipeline of ['shop', 'search', 'web', 'mail']) await release(pipeline);
    account.codePipeline.script.setActionDuration({ pipeline: 'shop', stage: 'Prod' }, 20);
    account.codePipeline.script.setActionDuration({ pipeline: 'cart', stage: 'Prod' }, 20);
    await release('cart');
    for (const alarm of ['shop-5xx', 'cart-5xx']) goes(alarm, 'ALARM');
    await passes(1);
    expect(account.codePipeline.script.acceptedRollbacks.map(({ pipelineName }) => pipelineName)).toEqual([
      'billing',
      'shop',
    ]);
    expect(mailsAbout('cart')).toEqual(['Alarm while deploying, waiting: cart/Prod']);
    // The event of mail is with Lambda, which tries it again in a minute.
    const unreachable = account.faults.add({
      service: 'dynamodb',
      fault: { kind: 'error', name: 'InternalServerError' },
    });
    goes('mail-bounces', 'ALARM');
    await account.clock.advance(20_000);
    unreachable();

    // That of web comes during the update: to the new function, before its guard is made.
    const slow = account.faults.add({
      where: ({ operation, caller }) => operation === 'GetPipeline' && caller.kind === 'function',
      fault: { kind: 'latency', milliseconds: 4_000 },
    });
    account.clock.at(account.clock.now() + 10, () => goes('web-5xx', 'ALARM'));
    await account.deploy(today);
    slow();
    expect(account.parameters.all).toEqual([]);
    expect(account.eventBus.rules()).toHaveLength(today.rules.length);

    await passes(30);
    for (const alarm of ['shop-5xx', 'cart-5xx', 'mail-bounces', 'web-5xx']) goes(alarm, 'OK');
    await passes(40);
    for (const pipeline of ['billing', 'shop', 'cart', 'mail', 'web']) {
      expect([pipeline, rollbacksOf(pipeline)]).toEqual([pipeline, 1]);
      expect([pipeline, isFrozen(pipeline)]).toEqual([pipeline, true]);
    }
    for (const pipeline of ['billing', 'shop', 'cart', 'mail', 'web', 'search'])
      expect([pipeline, mailsAbout(pipeline)]).toEqual([pipeline, [...new Set(mailsAbout(pipeline))]]);
    expect(mailsAbout('shop')).toMatchObject({ length: 2 });
    // Both were to come back, and did.
    expect(failedEvents()).toEqual([expect.stringContaining('mail-bounces'), expect.stringContaining('web-5xx')]);
    expect(Math.max(...(await decisions()))).toBe(1);

    // The pause still is one, and its end is one.
    goes('search-5xx', 'ALARM');
    await passes(2);
    expect(rollbacksOf('search')).toBe(0);
    expect(await command('resume', 'search')).toBe('resumed');
    expect(isFrozen('search')).toBe(false);

    // The freeze is lifted by a person, and the next bad release is rolled back, too.
    expect(await command('release', 'billing')).toBe('lifted');
    expect(isFrozen('billing')).toBe(false);
    await passes(120);
    await release('billing');
    goes('billing-errors', 'ALARM');
    await passes(3);
    expect(rollbacksOf('billing')).toBe(2);
  });

  it('that fails leaves the former version at work', async () => {
    await release('shop');
    goes('shop-5xx', 'ALARM');
    await passes(1);
    account.codePipeline.script.edit('web', (declaration) => ({ ...declaration, pipelineType: 'V1' }));
    await expect(account.deploy(today)).rejects.toThrow('pipeline "web" is of type V1');
    expect(account.parameters.all).toHaveLength(former.guards.length);
    goes('shop-5xx', 'OK');
    await passes(30);
    expect([rollbacksOf('shop'), isFrozen('shop')]).toEqual([1, true]);
    // Rolled back, recovered, and that the guard of the version that failed is gone.
    expect(mailsAbout('shop')).toMatchObject({ length: 3 });
    await release('cart');
    goes('cart-5xx', 'ALARM');
    await passes(3);
    expect(rollbacksOf('cart')).toBe(1);
    expect(failedEvents()).toEqual([]);
  });
});
