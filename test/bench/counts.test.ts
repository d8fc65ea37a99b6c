import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { LoggedCall } from '../../emulator/account/front-door/call-log.ts';
import { BenchAccount } from './bench-account.ts';
import { deployedBytes, weighBundle } from './bundle-weights.ts';
import { DeployedBundle } from './deployed-bundle.ts';
import type { FunctionProcess } from './function-process.ts';
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
  await observeRollback({ account }, controller, account.alarmedStage());
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
  'GetParameter',
  'GetPipelineState',
  'ListActionExecutions',
  'ListPipelineExecutions',
  'ListPipelineExecutions',
  'SendMessage',
];

function operations(calls: readonly LoggedCall[]): readonly string[] {
  return calls.map(({ operation }) => operation);
}

/** Taking the lock, whether the suspect ran with a barrier, the promise, the breaker beside it, RollbackStage. */
const OTHERS = 5;

test('an alarm makes fourteen calls until RollbackStage: take the lock, observe, look for a barrier, promise, roll back', async () => {
  const { callsUntilRollback } = await observeRollback({ account }, controller, account.alarmedStage());
  const [first, ...others] = operations(callsUntilRollback);
  expect(first).toBe('UpdateItem');
  expect(others.slice(0, -4).toSorted()).toEqual(OBSERVING);
  expect(others.slice(-4)).toEqual(['GetPipelineExecution', 'UpdateItem', 'UpdateItem', 'RollbackStage']);
});

test('everything is observed in one round trip: no answer is needed for the next question', async () => {
  let arrived = 0;
  const everyQuestion = Promise.withResolvers<void>();
  const done = account.local.faults.add({
    where: ({ operation }) => OBSERVING.includes(operation),
    calls: { from: 1, to: OBSERVING.length },
    // None is answered before all are asked: asked one after the other, they would wait until the SDK gives up.
    before: async () => {
      if (++arrived === OBSERVING.length) everyQuestion.resolve();
      await everyQuestion.promise;
    },
  });
  const { callsUntilRollback } = await observeRollback({ account }, controller, account.alarmedStage());
  done();
  expect(arrived).toBe(OBSERVING.length);
  expect(callsUntilRollback).toHaveLength(OBSERVING.length + OTHERS);
});

test('a long history costs no further call', async () => {
  const stage = account.alarmedStage({ executions: 1_000 });
  const { callsUntilRollback } = await observeRollback({ account }, controller, stage);
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

test('of twenty events of one alarm, nineteen make a few calls of the table, one message, and no CodePipeline call but one look of the holder', async () => {
  const alone = await observeRollback({ account }, controller, account.alarmedStage());
  const stage = account.alarmedStage();
  const first = account.calls.length;
  await controller.invoke({ storm: stormOf(stage.event) });
  const calls = account.calls.slice(first);
  expect(account.acceptedRollbacks(stage)).toHaveLength(1);
  const ofPipeline = ({ service }: LoggedCall) => service === 'codepipeline';
  // The holder finds their letters, and looks at its rollback with them.
  expect(calls.filter(ofPipeline).length).toBeLessThanOrEqual(alone.calls.filter(ofPipeline).length + 2);
  const messages = (made: readonly LoggedCall[]) => operations(made).filter((name) => name === 'SendMessage').length;
  expect(messages(calls)).toBeLessThanOrEqual(messages(alone.calls) + 1);
  // A refused lock (and here a read), a letter that another was quicker with, and the same again: 78 to 85 calls were measured.
  expect(calls.length).toBeLessThanOrEqual(alone.calls.length + 19 * 5);
});

test('a thousand guards cost an alarm no further call', async () => {
  for (let number = 0; number < 1_000; number++) {
    account.addGuard({ pipeline: `other-${number}`, stage: 'Prod', alarms: [`other-${number}-5xx`] });
  }
  const { callsUntilRollback } = await observeRollback({ account }, controller, account.alarmedStage());
  expect(callsUntilRollback).toHaveLength(OBSERVING.length + OTHERS);
});

test('the asset has at most 700 KB, and the credential chain of laptops is not in it', async () => {
  expect(deployedBytes(bundle)).toBeLessThanOrEqual(700_000);
  const { packages } = await weighBundle();
  const providers = packages.map(({ name }) => name).filter((name) => name.includes('credential-provider'));
  expect(providers).toEqual(['@aws-sdk/credential-provider-env']);
});
