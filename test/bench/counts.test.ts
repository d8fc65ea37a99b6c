import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LoggedCall } from '../../emulator/front-door/call-log.ts';
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
  'ListPipelineExecutions',
  'ListPipelineExecutions',
  'SendMessage',
];

function operations(calls: readonly LoggedCall[]): readonly string[] {
  return calls.map(({ operation }) => operation);
}

test('an alarm makes eleven calls until RollbackStage: take the lock, observe, claim, roll back', async () => {
  const { callsUntilRollback } = await observeRollback({ account }, controller, account.alarmedStage());
  const [first, ...others] = operations(callsUntilRollback);
  expect(first).toBe('UpdateItem');
  expect(others.slice(0, -2).toSorted()).toEqual(OBSERVING);
  expect(others.slice(-2)).toEqual(['UpdateItem', 'RollbackStage']);
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
  expect(callsUntilRollback).toHaveLength(OBSERVING.length + 3);
});

test('a long history costs no further call', async () => {
  const stage = account.alarmedStage({ executions: 1_000 });
  const { callsUntilRollback } = await observeRollback({ account }, controller, stage);
  expect(callsUntilRollback).toHaveLength(OBSERVING.length + 3);
});

test('of twenty deliveries of one alarm, nineteen make one refused write (and here a read), put the event off, and make no CodePipeline call', async () => {
  const alone = await observeRollback({ account }, controller, account.alarmedStage());
  const stage = account.alarmedStage();
  const first = account.calls.length;
  await controller.invoke({ storm: Array.from({ length: 20 }, () => stage.event) });
  const calls = account.calls.slice(first);
  expect(account.acceptedRollbacks(stage)).toHaveLength(1);
  expect(calls).toHaveLength(alone.calls.length + 19 * 3);
  const refused = calls.filter(({ outcome }) => outcome === 'ConditionalCheckFailedException');
  expect(operations(refused)).toEqual(Array.from({ length: 19 }, () => 'UpdateItem'));
  const ofPipeline = ({ service }: LoggedCall) => service === 'codepipeline';
  expect(calls.filter(ofPipeline)).toHaveLength(alone.calls.filter(ofPipeline).length);
});

test('a thousand guards cost an alarm no further call', async () => {
  for (let number = 0; number < 1_000; number++) {
    account.addGuard({ pipeline: `other-${number}`, stage: 'Prod', alarms: [`other-${number}-5xx`] });
  }
  const { callsUntilRollback } = await observeRollback({ account }, controller, account.alarmedStage());
  expect(callsUntilRollback).toHaveLength(OBSERVING.length + 3);
});

test('the asset has at most 700 KB, and the credential chain of laptops is not in it', async () => {
  expect(deployedBytes(bundle)).toBeLessThanOrEqual(700_000);
  const { packages } = await weighBundle(bundle);
  const providers = packages.map(({ name }) => name).filter((name) => name.includes('credential-provider'));
  expect(providers).toEqual(['@aws-sdk/credential-provider-env']);
});
