import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
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
  const { host } = controllerOf(account);
  for (let round = 0; round < 5 && host.instances.length < DELIVERIES; round++)
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
  // Left in the mailbox, or found there already: it is the same event.
  const losing = outcomes.filter(({ outcome }) => outcome === 'deferred' || outcome === 'duplicate');
  expect(losing).toHaveLength(DELIVERIES - 1);

  const made = calls.calls
    .slice(before)
    .flatMap(({ caller, ...call }) => (caller.kind === 'function' ? [{ caller, ...call }] : []));
  const winner = made.find(({ operation }) => operation === 'RollbackStage')?.caller.instance;
  const losers = Map.groupBy(
    made.filter(({ caller }) => caller.instance !== winner),
    ({ caller }) => caller.instance,
  );
  expect(losers.size).toBe(DELIVERIES - 1);
  // The refused lock, and at most two tries to leave the event for the winner. The read is one that only dynalite needs: it does not return
  // the item with a refusal.
  for (const calls of losers.values()) {
    expect(calls[0]).toMatchObject({ operation: 'UpdateItem', outcome: 'ConditionalCheckFailedException' });
    const ofTable = calls.filter(({ service, operation }) => service === 'dynamodb' && operation !== 'GetItem');
    expect(ofTable.length).toBeLessThanOrEqual(3);
  }
  const services = new Set([...losers.values()].flat().map(({ service }) => service));
  expect([...services]).not.toContain('codepipeline');
});
