import { beforeEach, describe, expect, it } from 'vitest';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import { METRICS } from '../../lambda/log/observability.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { alarmStateChange, directAlarm, type Json } from '../support/events/alarm-state-change.ts';
import { stageStateChange } from '../support/events/codepipeline.ts';
import { sqsRecords } from '../support/events/sqs.ts';
import { consoles, PROD } from './consoles.ts';

const MINUTE = 60_000;
const HOME = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
const ARN = alarmArn(HOME, 'shop-5xx');

const { account, badRelease, history } = consoles();

/** An event of the guarded alarm, as it would come but for what is changed. */
const ofAlarm = (detail: Json = {}, envelope: Json = {}) =>
  alarmStateChange(detail, { region: HOME.region, account: HOME.account, resources: [ARN], ...envelope });
const wentOn = (state: Json = {}): Json => ({ state: { value: 'ALARM', ...state }, previousState: { value: 'OK' } });
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const text = (event: unknown) => JSON.stringify(event);

/** Invokes the bundled function with JSON text; what came of it. */
async function invoke(body: string) {
  const before = account().codePipeline.script.acceptedRollbacks.length;
  const { payload, functionError, logLines } = await controllerOf(account()).host.invoke(body);
  const counted = logLines.flatMap((line) => (line.includes('"_aws"') ? [JSON.parse(line)[METRICS.unusable]] : []));
  return {
    failed: functionError !== undefined,
    counted: counted.flat().filter((count) => count === 1).length,
    rollbacks: account().codePipeline.script.acceptedRollbacks.length - before,
    payload,
    logged: Math.max(0, ...logLines.map(({ length }) => length)),
  };
}

/** The function works as before: the next alarm is decided, and rolls back once. */
async function worksAsBefore() {
  account().cloudWatch.script.setState('shop-5xx', 'ALARM');
  await account().clock.advance(10 * MINUTE);
  expect(account().codePipeline.script.acceptedRollbacks).toHaveLength(1);
}

beforeEach(async () => {
  await badRelease();
});

describe('what a person may have meant is answered', () => {
  const names = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`pipelin${index}`, index]));
  it.each([
    ['a list in lists', nested(50_000)],
    ['a member in lists', `{"x":${nested(50_000)}}`],
    ['an action in lists', `{"action":${nested(50_000)}}`],
    ['names that every object has', '{"action":"constructor"}'],
    ['only a prototype', '{"__proto__":{"action":"rollback","pipeline":"shop","stage":"Prod"}}'],
    ['20,000 members that are nearly one', text(names)],
    ['a command with 20,000 of them', text({ action: 'status', ...names })],
    ['half a million letters', text({ ['a'.repeat(500_000)]: 1 })],
    ['an action of half a million letters', text({ action: 's'.repeat(500_000) })],
    ['numbers that are none', '{"action":"history","limit":1e400}'],
    ['a stage in the pipeline', '{"action":"rollback","pipeline":"shop/Prod","stage":"x"}'],
    ['a line feed behind a name', '{"action":"rollback","pipeline":"shop\\n","stage":"Prod"}'],
    ['an event with an order beside it', text({ ...ofAlarm(), action: 'rollback', ...PROD })],
  ])('%s: shortly, without an error, and nothing is done', async (_, body) => {
    const { payload, ...came } = await invoke(body);
    expect(came).toMatchObject({ failed: false, counted: 0, rollbacks: 0 });
    expect(payload).toContain('not understood: ');
    expect(payload.length).toBeLessThan(4_000);
    expect(came.logged).toBeLessThan(4_000);
  });

  it.each([
    '{"action":"rollback","pipeline":"__proto__","stage":"constructor"}',
    '{"action":"status","pipeline":"__proto__"}',
  ])('%s names no guard', async (body) => {
    expect(JSON.parse((await invoke(body)).payload)).toMatchObject({ decision: 'refused', code: 'not-guarded' });
  });
});

describe('what came as if from AWS and is not understood fails, and is counted', () => {
  it.each([
    ['a detail in so many lists that no log takes it', `{"detail-type":"EC2","detail":${nested(50_000)}}`],
    ['records in lists', `{"Records":${nested(50_000)}}`],
    ['records without an id', text({ Records: [{ eventSource: 'aws:sqs', body: 'x' }] })],
    ['records without a text', text({ Records: [{ eventSource: 'aws:sqs', messageId: '1', body: {} }] })],
    ['an order beside the address for an answer', text({ ResponseURL: 'x', action: 'rollback', ...PROD })],
    ['a list for a detail', text(ofAlarm({}, { detail: [1], resources: [] }))],
    ['a list of types', text({ 'detail-type': ['CloudWatch Alarm State Change'], detail: {} })],
    ['an alarm of an account that it does not come from', text(ofAlarm({}, { account: '999999999999' }))],
    ['an alarm of a region that it does not come from', text(ofAlarm({}, { region: 'eu-central-1' }))],
    ['an account that is none', text(ofAlarm({}, { account: 'evil:alarm:x', resources: [] }))],
    ['a name that no alarm can have', text(ofAlarm({ alarmName: 'x'.repeat(5_000) }, { resources: [] }))],
    ['control characters in a name', text(ofAlarm({ alarmName: 'shop-5xx\n' }, { resources: [] }))],
    ['a list for a pipeline', text(stageStateChange({ pipeline: ['shop'] }))],
  ])('%s', async (_, body) => {
    expect(await invoke(body)).toMatchObject({ failed: true, counted: 1, rollbacks: 0 });
    await worksAsBefore();
  });
});

describe('an event is a pointer: what it says beside that does not count', () => {
  it.each([
    ['another source', ofAlarm(wentOn(), { source: 'mallory' })],
    ['another version', ofAlarm(wentOn(), { version: '9' })],
    ['an account as a number', ofAlarm(wentOn(), { account: 123456789012 })],
    ['a time in the year 9999', ofAlarm(wentOn({ timestamp: '9999-12-31T00:00:00Z' }))],
    ['the last time there is', ofAlarm(wentOn({ timestamp: '+275760-09-13T00:00:00Z' }))],
    ['the first time there is', ofAlarm(wentOn({ timestamp: '-271821-04-20T00:00:00Z' }))],
    ['a time of 20 days ago, longer than any queue keeps it', ofAlarm(wentOn({ timestamp: '2026-11-01T00:00:00Z' }))],
    ['half a character where its reason is cut', ofAlarm(wentOn({ reason: `${'x'.repeat(698)}🔥🔥` }))],
    ['datapoints without bounds', ofAlarm(wentOn({ reasonData: '{"period":1e-300,"recentDatapoints":[1e308,null]}' }))],
    ['a state that is a list', ofAlarm({ state: { value: ['ALARM'] } })],
    ['the alarm of another account by name', ofAlarm(wentOn(), { account: '999999999999', resources: [] })],
    ['the alarm of another region, from itself', directAlarm(wentOn())],
    ['names that every object has', stageStateChange({ pipeline: '__proto__', stage: 'constructor' })],
    ['the last time there is, of a stage', stageStateChange({}, { time: '+275760-09-13T00:00:00Z' })],
  ])('%s', async (_, event) => {
    expect(await invoke(text(event))).toMatchObject({ failed: false, rollbacks: 0 });
    await worksAsBefore();
  });

  it('a time to come does not stand for what comes until then', async () => {
    await account().clock.advance(70 * MINUTE);
    account().codePipeline.script.setActionDuration(PROD, 20);
    account().codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'slow' } });
    await account().clock.advance(2 * MINUTE);
    account().cloudWatch.script.setState('shop-5xx', 'ALARM');
    await account().clock.advance(5_000);
    await invoke(text(ofAlarm(wentOn({ timestamp: '9999-12-31T00:00:00Z' }))));
    await account().clock.advance(5_000);
    account().cloudWatch.script.setState('shop-5xx', 'OK');
    await account().clock.advance(60 * MINUTE);
    account().codePipeline.script.setActionDuration(PROD, 1);
    await badRelease();
    await worksAsBefore();
  });
});

it('of a lot of messages those that are ours are done, and each of the others comes back', async () => {
  const watch = (but: object = {}) => text({ watch: 2, ...PROD, dueAt: 0, ...but });
  const bodies: readonly (readonly [string, 'done' | 'comes back'])[] = [
    ['{}', 'comes back'],
    [watch(), 'done'],
    ['nonsense', 'comes back'],
    [nested(20_000), 'comes back'],
    ['null', 'comes back'],
    [watch({ dueAt: '0' }), 'comes back'],
    [watch({ dueAt: 1e308 }), 'comes back'],
    [watch({ watch: 3 }), 'comes back'],
    [watch({ pipeline: '__proto__' }), 'done'],
    [text({ check: 2, id: 'x', at: 1e308, by: 'x', behind: '' }), 'comes back'],
    [text({ check: 2, id: 'x', at: 0, by: 'x', behind: '\uffff' }), 'done'],
    [
      text({ watch: 1, ...PROD, dueAt: 0, cause: { kind: 'alarm', id: 'x', at: 1e300, event: wentOn() } }),
      'comes back',
    ],
  ];
  const { payload, counted, ...came } = await invoke(text(sqsRecords(...bodies.map(([body]) => body))));
  expect(came).toMatchObject({ failed: false, rollbacks: 0 });
  const comingBack = bodies.flatMap(([, what], index) => (what === 'done' ? [] : [`message-${index + 1}`]));
  expect(JSON.parse(payload)).toEqual({
    batchItemFailures: comingBack.map((itemIdentifier) => ({ itemIdentifier })),
  });
  expect(counted).toBe(comingBack.length);
  await worksAsBefore();
});

it('an alarm in a message of the first edition that is none of the guard rolls nothing back', async () => {
  account().cloudWatch.script.setState('billing-errors', 'ALARM');
  const event = { alarm: 'billing-errors', ...wentOn(), previous: { value: 'OK' } };
  const cause = { kind: 'alarm', id: 'x', at: account().clock.now(), event };
  await invoke(text(sqsRecords(text({ watch: 1, ...PROD, dueAt: 0, cause }))));
  await account().clock.advance(10 * MINUTE);
  expect(account().codePipeline.script.acceptedRollbacks).toEqual([]);
  expect((await history()).map(({ code }) => code)).toEqual(['not-guarded']);
});
