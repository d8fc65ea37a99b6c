import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { LoggedCall } from '../../emulator/account/front-door/call-log.ts';
import { type AlarmedStage, BenchAccount, type PastDeployments } from './bench-account.ts';
import { deployedBytes, weighBundle } from './bundle-weights.ts';
import { DeployedBundle } from './deployed-bundle.ts';
import type { FunctionProcess } from './function-process.ts';
import { NOTHING_TO_DO } from './nothing-to-do.ts';
import { observeRollback } from './observed-alarm.ts';
import { Variants } from './variants.ts';

let bundle: DeployedBundle;
let variants: Variants;
let account: BenchAccount;
let controller: FunctionProcess;

beforeAll(async () => {
  bundle = await DeployedBundle.synthesize();
  variants = await Variants.unpack(bundle);
  account = await BenchAccount.start(bundle);
  controller = await variants.start('ours', account, { storm: true });
  // The first alarm reads once which guards share alarms, and makes the breaker's item.
  await observeRollback({ account }, controller, await account.alarmedStage());
});

afterAll(async () => {
  await controller.stop();
  await account.stop();
  await variants.remove();
  await bundle.remove();
});

const OBSERVING = [
  'DescribeAlarms',
  'GetItem',
  'GetItem',
  'GetPipelineState',
  'ListActionExecutions',
  'ListPipelineExecutions',
  'ListPipelineExecutions',
  'SendMessage',
];

function operations(calls: readonly LoggedCall[]): readonly string[] {
  return calls.map(({ operation }) => operation);
}

/** Finding the stages of the alarm, taking the lock, the promise, the breaker beside it, RollbackStage. */
const OTHERS = 5;

async function remembered(past: PastDeployments = {}): Promise<AlarmedStage> {
  return account.rememberedStage(controller, past);
}

test('an alarm makes thirteen calls until RollbackStage: find its stages, take the lock, observe, promise, roll back', async () => {
  const { callsUntilRollback } = await observeRollback({ account }, controller, await remembered());
  const [index, lock, ...others] = operations(callsUntilRollback);
  expect([index, lock]).toEqual(['GetItem', 'UpdateItem']);
  expect(others.slice(0, -3).toSorted()).toEqual(OBSERVING);
  expect(others.slice(-3)).toEqual(['UpdateItem', 'UpdateItem', 'RollbackStage']);
});

test('where the stage remembers nothing, it also asks for the record of the event, and for variables and author of the suspect', async () => {
  const { callsUntilRollback } = await observeRollback({ account }, controller, await account.alarmedStage());
  const more = operations(callsUntilRollback).toSorted();
  expect(more).toEqual(
    [
      ...OBSERVING,
      'GetItem',
      'GetItem',
      'GetItem',
      'GetPipelineExecution',
      'UpdateItem',
      'UpdateItem',
      'UpdateItem',
      'RollbackStage',
    ].toSorted(),
  );
});

test('seven calls follow RollbackStage: freeze, remember both answers, tell people, let go', async () => {
  const { calls, callsUntilRollback } = await observeRollback({ account }, controller, await remembered());
  const [freeze, commit, ...others] = operations(calls.slice(callsUntilRollback.length));
  expect([freeze, commit]).toEqual(['DisableStageTransition', 'UpdateItem']);
  expect(others.slice(0, -1).toSorted()).toEqual(['Publish', 'Publish', 'PutEvents', 'PutItem']);
  expect(others.at(-1)).toBe('UpdateItem');
});

function indexKey({ alarm }: AlarmedStage) {
  const { identity } = account.local;
  const arn = `arn:aws:cloudwatch:${identity.region}:${identity.accountId}:alarm:${alarm}`;
  return { pk: { S: arn }, sk: { S: 'guards' } };
}

/** How many of these calls are made without waiting for the answer of another of them. */
async function madeAtOnce(names: readonly string[], stage: AlarmedStage): Promise<number> {
  let arrived = 0;
  const everyQuestion = Promise.withResolvers<void>();
  const done = account.local.faults.add({
    // The index of alarms is read before the lock is taken, too.
    where: ({ operation, input }) => names.includes(operation) && !isDeepStrictEqual(input.Key, indexKey(stage)),
    calls: { from: 1, to: names.length },
    // None is answered before all are asked: asked one after the other, they would wait until the SDK gives up.
    before: async () => {
      if (++arrived === names.length) everyQuestion.resolve();
      await everyQuestion.promise;
    },
  });
  await observeRollback({ account }, controller, stage);
  done();
  return arrived;
}

test('everything is observed in one round trip: no answer is needed for the next question', async () => {
  const butTheIndex = OBSERVING.toSpliced(OBSERVING.indexOf('GetItem'), 1);
  expect(await madeAtOnce(butTheIndex, await remembered())).toBe(butTheIndex.length);
});

test('the freeze, the record and what people are told go out in one round trip', async () => {
  const names = ['DisableStageTransition', 'Publish', 'Publish', 'PutEvents', 'PutItem'];
  expect(await madeAtOnce(names, await remembered())).toBe(names.length);
});

test('a function that starts makes no call: what runs its clients in advance has no way to send one', async () => {
  const fresh = await variants.start('ours', account);
  const before = account.calls.length;
  expect(await fresh.invoke(NOTHING_TO_DO)).toMatchObject({ failed: false });
  await fresh.stop();
  expect(account.calls).toHaveLength(before);
});

test('a long history costs no further call', async () => {
  const { callsUntilRollback } = await observeRollback(
    { account },
    controller,
    await remembered({ executions: 1_000 }),
  );
  expect(callsUntilRollback).toHaveLength(OBSERVING.length + OTHERS);
});

const Event = z.looseObject({ detail: z.looseObject({ state: z.looseObject({ timestamp: z.string() }) }) });

/** Twenty events of one alarm, each a millisecond after the other. */
function stormOf(event: object): readonly object[] {
  const { detail, ...envelope } = Event.parse(event);
  const first = Date.parse(detail.state.timestamp);
  return Array.from({ length: 20 }, (_, later) => {
    const timestamp = new Date(first + later).toISOString().replace('Z', '+0000');
    return { ...envelope, detail: { ...detail, state: { ...detail.state, timestamp } } };
  });
}

test('of twenty events of one alarm, nineteen make a few calls of the table, one message, and no CodePipeline call but a look or two of the holder', async () => {
  const alone = await observeRollback({ account }, controller, await account.alarmedStage());
  const stage = await account.alarmedStage();
  const first = account.calls.length;
  await controller.invoke({ storm: stormOf(stage.event) });
  const calls = account.calls.slice(first);
  expect(account.acceptedRollbacks(stage)).toHaveLength(1);
  const ofPipeline = ({ service }: LoggedCall) => service === 'codepipeline';
  // The holder finds their letters, at once or in two lots as the machine has time for them, and looks at its rollback with each.
  expect(calls.filter(ofPipeline).length).toBeLessThanOrEqual(alone.calls.filter(ofPipeline).length + 4);
  const messages = (made: readonly LoggedCall[]) => operations(made).filter((name) => name === 'SendMessage').length;
  expect(messages(calls)).toBeLessThanOrEqual(messages(alone.calls) + 1);
  // The index, a refused lock (and here a read), and the letter; the holder looks each up, and saves what came in two lots at most.
  expect(calls.length).toBeLessThanOrEqual(alone.calls.length + 19 * 5 + 20);
});

test('a thousand guards cost an alarm no further call', async () => {
  for (let from = 0; from < 1_000; from += 50) {
    const names = Array.from({ length: 50 }, (_, index) => `other-${from + index}`);
    await Promise.all(
      names.map((pipeline) => account.addGuard({ pipeline, stage: 'Prod', alarms: [`${pipeline}-5xx`] })),
    );
  }
  const { callsUntilRollback } = await observeRollback({ account }, controller, await remembered());
  expect(callsUntilRollback).toHaveLength(OBSERVING.length + OTHERS);
});

test('the asset has at most 620 KB, and the credential chain of laptops is not in it', async () => {
  expect(deployedBytes(bundle)).toBeLessThanOrEqual(620_000);
  const { packages } = await weighBundle();
  const providers = packages.map(({ name }) => name).filter((name) => name.includes('credential-provider'));
  expect(providers).toEqual(['@aws-sdk/credential-provider-env']);
});
