import { DisableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Execution } from '../../lambda/decision/execution.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { process } from '../../lambda/process.ts';
import { plantItem } from '../contracts/dynamodb-under-test.ts';
import { at } from '../support/builders/moments.ts';
import { sqsRecords } from '../support/events/sqs.ts';
import {
  FIRST_INCIDENT,
  type FirstMemory,
  FREEZE_REASON,
  firstAlarmCause,
  firstMemories,
  firstMessage,
  firstOutlastingCause,
} from '../support/first-edition.ts';
import { arnOf } from '../support/home.ts';
import { type LocalServices, START, startLocalServices, TABLE } from '../support/local-services.ts';
import { plantGuard } from '../support/plant-guard.ts';
import { portsOf } from '../support/service-ports.ts';

/* The function is replaced while something is open: what the version before has stored and sent goes on. */

const SHOP = { pipeline: 'shop', stage: 'Prod' };
const CONTROLLER = 'arn:aws:sts::123456789012:assumed-role/controller/controller';
/** The freeze that the version before made. */
const disable = () =>
  new DisableStageTransitionCommand({
    ...{ pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound' },
    reason: FREEZE_REASON,
  });
const NO_ROLLBACK = '00000000-0000-4000-8000-ffffffffffff';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

interface Story {
  /** How long the bad release takes to deploy. */
  readonly deployMinutes?: number;
  /** The version before had called RollbackStage. */
  readonly called?: boolean;
}

/** The account at 10:20, when the alarm of the bad release is on: what the records of the first edition tell of. */
async function anAccount({ deployMinutes = 1, called = false }: Story = {}) {
  const { codePipeline, cloudWatch, clock, clients } = services;
  const { ports, recorder } = portsOf(services);
  const { script } = codePipeline;
  script.createPipeline({ name: 'shop', stages: ['Source', 'Prod'] });
  script.addSuccesses('shop', { count: 2, from: START - 7_200_000, everyMillis: 3_600_000 });
  for (const name of ['shop-5xx', 'shop-latency']) cloudWatch.script.seedAlarm({ name });
  const alarms = ['shop-5xx', 'shop-latency'].map(arnOf);
  const declare = () => plantGuard(ports.guards, GuardPolicy.parse({ ...SHOP, alarms }));
  await declare();
  const until = (time: number) => clock.advance(time - clock.now());
  await until(at('10:00'));
  script.setActionDuration(SHOP, deployMinutes);
  script.startExecution({ pipeline: 'shop' });
  await until(at('10:20'));
  script.setActionDuration(SHOP, 1);
  cloudWatch.script.setState('shop-5xx', 'ALARM');
  await until(at('10:20:02'));
  const [suspect, target] = (await ports.pipelines.executions(SHOP, 'all')).items;
  if (suspect === undefined || target === undefined) throw new Error('two releases were deployed');
  const rollback = called
    ? script.personRollsBack({ ...SHOP, targetPipelineExecutionId: target.id, callerArn: CONTROLLER })
    : NO_ROLLBACK;

  const send = async (MessageBody: string, seconds = 0) => {
    const DelaySeconds = Math.min(900, Math.ceil(seconds));
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: services.queueUrl, MessageBody, DelaySeconds }));
  };
  let invocations = 0;
  const receive = async (body: string) => {
    const event = sqsRecords(body);
    const context = { awsRequestId: `invocation-${++invocations}`, getRemainingTimeInMillis: () => 30_000 };
    const logger = { appendKeys: () => {}, debug: () => {}, info: () => {}, error: () => {} };
    const answer = await process({ ports, options: { leaseMillis: 40_000 }, logger }, event, context);
    expect(answer).toEqual({ batchItemFailures: [] });
  };
  return {
    script,
    recorder,
    suspect,
    target,
    plant: async (name: FirstMemory) => {
      const memory = firstMemories({ suspect: plain(suspect), target: plain(target), rollback })[name];
      await plantItem({ client: clients.dynamo, table: TABLE }, SHOP, {
        ...{ sk: 'record', schema: 1, fence: 3, memory, wakeAt: memory.wakeAt },
      });
      await declare();
      await send(firstMessage(memory.wakeAt), (memory.wakeAt - clock.now()) / 1000);
    },
    send,
    /** Minutes pass, and the function gets every message that falls due. */
    goOn: async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        await clock.advance(60_000);
        for (const { body, receiptHandle } of services.queue?.receive(10) ?? []) {
          await receive(body);
          services.queue?.delete(receiptHandle);
        }
      }
    },
    recovers: () => cloudWatch.script.setState('shop-5xx', 'OK'),
    told: () => recorder.entries.map(({ entry }) => entry.reason ?? entry.code),
    frozen: () => script.stage(SHOP).inbound,
  };
}

/** As it was stored. */
function plain({ id, startedAt, type, revisions }: Execution): Execution {
  return { id, startedAt, type, revisions };
}

test('an incident that waits rolls back when the deployment has ended', async () => {
  const { plant, goOn, told, script, target, recorder } = await anAccount({ deployMinutes: 25 });
  await plant('waiting');
  await goOn(3);
  expect(script.acceptedRollbacks).toEqual([]);
  await goOn(10);
  expect(script.acceptedRollbacks).toEqual([expect.objectContaining({ targetPipelineExecutionId: target.id })]);
  expect(told()).toContain('rollback');
  expect(recorder.entries.at(-1)?.entry.incident).toBe(FIRST_INCIDENT.id);
});

test.each([true, false])('a claim whose call may have been made (it was: %s) rolls back once', async (called) => {
  const { plant, goOn, told, script, target, recorder } = await anAccount({ called });
  await plant('claimed');
  await goOn(5);
  expect(script.acceptedRollbacks).toEqual([expect.objectContaining({ targetPipelineExecutionId: target.id })]);
  // The other alarm that waited with it is decided, too.
  expect(told().filter((code) => code === 'rollback')).toHaveLength(1);
  expect(recorder.entries.map(({ entry }) => entry.id)).toContain(firstAlarmCause('shop-latency').id);
});

test('a rollback that is followed is followed to its end, and its freeze is lifted by nobody else', async () => {
  const { plant, goOn, told, recovers, script } = await anAccount({ called: true });
  await services.clients.codePipeline.send(disable());
  await plant('rolling-back');
  await goOn(3);
  expect(told()).toEqual([]);
  recovers();
  await goOn(30);
  expect(told()).toContain('recovered');
  expect(script.acceptedRollbacks).toHaveLength(1);
  expect(script.stage(SHOP).inbound).toMatchObject({ enabled: false });
});

test('an alarm that the rollback covers gets its record', async () => {
  const { plant, goOn, recorder } = await anAccount({ called: true });
  await plant('rolling-back, with an alarm that is not written down');
  await goOn(2);
  const { id } = firstAlarmCause('shop-latency');
  expect(recorder.entries.map(({ entry }) => entry)).toEqual([
    expect.objectContaining({ id, reason: 'incident-open', incident: FIRST_INCIDENT.id }),
  ]);
});

test('a verification goes on to its verdict', async () => {
  const { plant, goOn, told } = await anAccount({ called: true });
  await plant('verifying');
  await goOn(30);
  expect(told()).toContain('not-recovered');
});

test('an alarm that waits in the queue is decided', async () => {
  const { send, goOn, script, target, told } = await anAccount();
  const waited = firstMessage(at('10:20:02'), { cause: firstAlarmCause(), firstSeenAt: at('10:20:01') });
  await send(waited);
  await goOn(3);
  expect(script.acceptedRollbacks).toEqual([expect.objectContaining({ targetPipelineExecutionId: target.id })]);
  expect(told()).toEqual(['rollback']);
});

test('an alarm that waits in the queue since it outlasted a rollback is decided', async () => {
  const { send, goOn, recorder } = await anAccount({ called: true });
  await send(firstMessage(at('10:20:02'), { cause: firstOutlastingCause(NO_ROLLBACK) }));
  await goOn(3);
  expect(recorder.entries.map(({ entry }) => entry.id)).toContain(firstOutlastingCause(NO_ROLLBACK).id);
});

test('a pause stays one', async () => {
  const { plant, send, goOn, script, told } = await anAccount();
  await plant('frozen, paused and on probation');
  await send(firstMessage(at('10:20:02'), { cause: { ...firstAlarmCause(), id: 'another event' } }));
  await goOn(3);
  expect(told()).toEqual(['paused']);
  expect(script.acceptedRollbacks).toEqual([]);
});
