import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { encodeWatch } from '../../lambda/intake/watch-message.ts';
import { METRICS } from '../../lambda/log/observability.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { alarmStateChange } from '../support/events/alarm-state-change.ts';
import { consoles, PROD } from './consoles.ts';

const MINUTE = 60_000;
const SENDER = 'arn:aws:iam::123456789012:role/controller';

const { account, badRelease, command, history, statusOf, subjects } = consoles();

const Redriven = z.looseObject({
  decision: z.string(),
  reason: z.string(),
  refused: z.array(z.object({ message: z.string(), why: z.string() })).default([]),
});

/** The queues in which things are set aside. */
function setAside() {
  const { queues, functions } = account();
  const [dead, failed] = ['WATCH_DEAD_LETTERS_URL', 'FAILED_EVENTS_URL'].map((variable) => {
    const name = controllerOf(account()).deployed.environment[variable]?.split('/').at(-1);
    return queues.all.find(({ deployed }) => deployed.queueName === name);
  });
  if (dead === undefined || failed === undefined) throw new Error(`${functions.all.length} functions, no such queues`);
  return { dead, failed };
}

async function redrive() {
  const { host } = controllerOf(account());
  // SQS waits a second for messages: that has to pass.
  const [{ payload, functionError, logLines }] = await Promise.all([
    host.invoke('{"action":"redrive","by":"alice","reason":"the permission is back"}'),
    account().clock.advance(10_000),
  ]);
  expect(functionError, payload).toBeUndefined();
  return { ...Redriven.parse(JSON.parse(payload)), logLines };
}

/** What Lambda keeps of an asynchronous invocation that failed (L:invocation-async-retain-records). */
const recordOf = (requestPayload: unknown) =>
  JSON.stringify({
    version: '1.0',
    timestamp: '2026-03-03T02:00:00.000Z',
    requestContext: { requestId: 'one', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'the table is gone' },
  });

describe('redrive', () => {
  test('decides an alarm that the function failed on three times, by what is true now', async () => {
    await badRelease();
    account().faults.add({
      service: 'dynamodb',
      fault: { kind: 'error', name: 'AccessDeniedException', httpStatus: 400 },
    });
    account().cloudWatch.script.setState('shop-5xx', 'ALARM');
    await account().clock.advance(10 * MINUTE);
    const { failed } = setAside();
    expect(failed.messages).toHaveLength(1);
    expect(account().codePipeline.script.acceptedRollbacks).toEqual([]);

    account().faults.clear();
    const { decision, reason } = await redrive();
    expect({ decision, reason }).toEqual({
      decision: 'redriven',
      reason: '0 watch messages and 1 failed event were brought back',
    });
    expect(account().codePipeline.script.acceptedRollbacks).toHaveLength(1);
  });

  test('sends watch messages again, and asked twice does nothing twice', async () => {
    const { dead } = setAside();
    dead.send({ body: encodeWatch({ ...PROD, dueAt: account().clock.now(), stageChanged: true }), senderArn: SENDER });
    expect((await redrive()).reason).toBe('1 watch message and 0 failed events were brought back');
    expect((await redrive()).reason).toBe('0 watch messages and 0 failed events were brought back');
    await account().clock.advance(MINUTE);
    expect(dead.messages).toEqual([]);
    expect((await history({})).map(({ what, why }) => [what, why])).toEqual([
      ['redriven', expect.stringMatching(/^alice asked to redrive \(the permission is back\): 0 watch messages/)],
      ['redriven', expect.stringMatching(/^alice asked to redrive \(the permission is back\): 1 watch message /)],
    ]);
    expect(subjects()).toEqual(['Set aside, brought back: controller/*']);
  });

  test('leaves what is no pointer where it is: it says why, and counts it', async () => {
    await badRelease();
    const { dead, failed } = setAside();
    const orders = [
      '{"watch":1,"pipeline":"shop","stage":"Prod","dueAt":0,"cause":{"kind":"command","id":"x","at":0,"by":"mallory"}}',
      '{"watch":2,"pipeline":"shop","stage":"Prod","dueAt":0,"action":"rollback"}',
    ];
    for (const body of orders) dead.send({ body, senderArn: SENDER });
    const command = { action: 'rollback', ...PROD, by: 'mallory' };
    const events = [recordOf(command), JSON.stringify(command), recordOf({ Records: [] }), 'no JSON at all'];
    for (const body of events) failed.send({ body, senderArn: SENDER });
    const { reason, refused, logLines } = await redrive();
    expect(reason).toBe('0 watch messages and 0 failed events were brought back; 6 cannot be, and stay where they are');
    expect(refused.map(({ why }) => why)).toEqual([
      expect.stringContaining('not a watch message of version 2'),
      expect.stringContaining('not a watch message of version 2'),
      'a command (rollback) is an order of whoever invoked the function: send it anew',
      'a command (rollback) is an order of whoever invoked the function: send it anew',
      'watch messages do not come to this queue',
      expect.stringContaining('a command is a JSON object'),
    ]);
    expect([...dead.messages, ...failed.messages].map(({ body }) => body)).toEqual([...orders, ...events]);
    expect(dead.counts().visible + failed.counts().visible).toBe(6);
    expect(account().codePipeline.script.acceptedRollbacks).toEqual([]);
    const counted = logLines.flatMap((line) => (line.includes('"_aws"') ? [JSON.parse(line)] : []));
    expect(counted.flatMap((line) => line[METRICS.unusable] ?? [])).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('ends a deletion of a guard that failed for good, which a check names before', async () => {
    const [stack] = account().stacks;
    const resource = stack?.customResources.find(({ type }) => type.startsWith('Custom::RollbackGuard'));
    const { failed } = setAside();
    const request = {
      RequestType: 'Delete',
      RequestId: 'last',
      ResponseURL: `${account().endpoint}/over`,
      StackId: stack?.stackId,
      LogicalResourceId: resource?.logicalId,
      PhysicalResourceId: 'made-up',
      ResourceProperties: resource?.properties(),
    };
    failed.send({ body: recordOf(request), senderArn: SENDER });
    const checked = async () => (await command({ action: 'check' })).controller;
    const left = { code: 'deletion-failed', what: expect.stringContaining('the guard of shop/Prod') };
    expect(await checked()).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining(left)]) });
    expect(failed.counts()).toMatchObject({ visible: 1 });
    expect((await redrive()).reason).toBe('0 watch messages and 1 failed event were brought back');
    expect(await checked()).not.toMatchObject({ findings: expect.arrayContaining([expect.objectContaining(left)]) });
    expect(await statusOf('shop/Prod')).toBeUndefined();
  });

  test('a forged alarm is looked into like any other: one that is not on blames nobody', async () => {
    await badRelease();
    const { region, accountId } = account().identity;
    const resources = [`arn:aws:cloudwatch:${region}:${accountId}:alarm:shop-5xx`];
    const forged = alarmStateChange({ alarmName: 'shop-5xx' }, { region, account: accountId, resources });
    setAside().failed.send({ body: recordOf(forged), senderArn: SENDER });
    expect((await redrive()).reason).toBe('0 watch messages and 1 failed event were brought back');
    expect((await history()).map(({ what, code }) => [what, code])).toEqual([['hold', 'alarm-not-in-alarm']]);
    expect(account().codePipeline.script.acceptedRollbacks).toEqual([]);
  });
});
