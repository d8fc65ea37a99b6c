import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { LocalAccount } from '../../emulator/local-account.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';

const MINUTE = 60_000;
const DELIVERIES = 50;
const Answer = z.array(z.object({ outcome: z.string() }));

let deployment: Deployment;
let account: LocalAccount;

beforeAll(async () => {
  deployment = await Deployment.synthesize();
  account = await deployment.start({ concurrency: DELIVERIES });
});

afterAll(async () => {
  await account.stop();
});

/** Fifty invocations of the function at the same time, each in a process of its own. */
function invokeInFiftyProcesses(event: object) {
  const { host } = controllerOf(account);
  return Promise.all(Array.from({ length: DELIVERIES }, () => host.invoke(JSON.stringify(event))));
}

test('fifty processes get the same alarm at once: one rollback, and the forty-nine losers never call CodePipeline', async () => {
  const { calls, clock, cloudWatch, codePipeline, eventBus } = account;
  codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'bad' } });
  await clock.advance(5 * MINUTE);
  // Warm processes, so that all fifty reach the table together.
  await invokeInFiftyProcesses({ action: 'plan', pipeline: 'shop', stage: 'Prod' });
  expect(controllerOf(account).host.instances).toHaveLength(DELIVERIES);

  // The bus itself stays out of it: a fifty-first delivery or a stage event would be handled by a loser's process.
  eventBus.setFaults({ lose: () => true, delay: () => 60 * MINUTE });
  cloudWatch.script.setState('shop-5xx', 'ALARM');
  const event = eventBus.events.findLast(({ 'detail-type': type }) => type === 'CloudWatch Alarm State Change');
  const before = calls.calls.length;
  const records = await invokeInFiftyProcesses({ ...event, guard: { pipeline: 'shop', stage: 'Prod' } });

  expect(codePipeline.script.acceptedRollbacks).toHaveLength(1);
  const outcomes = records.flatMap(({ payload }) => Answer.parse(JSON.parse(payload ?? 'null')));
  const won = outcomes.filter(({ outcome }) => outcome === 'rolled-back');
  expect(won).toHaveLength(1);
  expect(outcomes.filter(({ outcome }) => outcome === 'deferred')).toHaveLength(DELIVERIES - 1);

  const made = calls.calls
    .slice(before)
    .flatMap(({ caller, ...call }) => (caller.kind === 'function' ? [{ caller, ...call }] : []));
  const winner = made.find(({ operation }) => operation === 'RollbackStage')?.caller.instance;
  const losers = Map.groupBy(
    made.filter(({ caller }) => caller.instance !== winner),
    ({ caller }) => caller.instance,
  );
  expect(losers.size).toBe(DELIVERIES - 1);
  // One refused write each, one read, since dynalite does not return the item with the refusal, and the event is put off: the
  // winner may die. What comes after that is the event again.
  const did = new Set(
    [...losers.values()]
      .map((calls) => calls.slice(0, 3).map(({ service, operation, outcome }) => [service, operation, outcome]))
      .map(String),
  );
  expect(did).toEqual(
    new Set(['dynamodb,UpdateItem,ConditionalCheckFailedException,dynamodb,GetItem,ok,sqs,SendMessage,ok']),
  );
  const services = new Set([...losers.values()].flat().map(({ service }) => service));
  expect([...services]).not.toContain('codepipeline');
}, 180_000);
