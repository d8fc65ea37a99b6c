import { beforeEach, describe, expect, it } from 'vitest';
import { directAlarm, type Json } from '../support/events/alarm-state-change.ts';
import { stageStateChange } from '../support/events/codepipeline.ts';
import { sqsRecords } from '../support/events/sqs.ts';
import { consoles, PROD } from './consoles.ts';
import { invokeWith, nested, ofAlarm, text, worksAsBefore } from './hostile-events.ts';

const MINUTE = 60_000;

const { account, badRelease, history } = consoles();
beforeEach(async () => {
  await badRelease();
});

const wentOn = (state: Json = {}): Json => ({ state: { value: 'ALARM', ...state }, previousState: { value: 'OK' } });

describe('an event is a pointer: what it says beside that does not count', () => {
  it.each([
    ['another source', ofAlarm(wentOn(), { source: 'mallory' })],
    ['another version', ofAlarm(wentOn(), { version: '9' })],
    ['an account as a number', ofAlarm(wentOn(), { account: 123456789012 })],
    ['a time in the year 9999', ofAlarm(wentOn({ timestamp: '9999-12-31T00:00:00Z' }))],
    ['the last time there is', ofAlarm(wentOn({ timestamp: '+275760-09-13T00:00:00Z' }))],
    ['the first time there is', ofAlarm(wentOn({ timestamp: '-271821-04-20T00:00:00Z' }))],
    ['a time of 20 days ago, longer than any queue keeps it', ofAlarm(wentOn({ timestamp: '2026-02-11T00:00:00Z' }))],
    ['half a character where its reason is cut', ofAlarm(wentOn({ reason: `${'x'.repeat(698)}🔥🔥` }))],
    ['datapoints without bounds', ofAlarm(wentOn({ reasonData: '{"period":1e-300,"recentDatapoints":[1e308,null]}' }))],
    ['a state that is a list', ofAlarm({ state: { value: ['ALARM'] } })],
    ['the alarm of another account by name', ofAlarm(wentOn(), { account: '999999999999', resources: [] })],
    ['the alarm of another region, from itself', directAlarm(wentOn())],
    ['names that every object has', stageStateChange({ pipeline: '__proto__', stage: 'constructor' })],
    ['the last time there is, of a stage', stageStateChange({}, { time: '+275760-09-13T00:00:00Z' })],
  ])('%s', async (_, event) => {
    expect(await invokeWith(account(), text(event))).toMatchObject({ failed: false, rollbacks: 0 });
    await worksAsBefore(account());
  });

  it('a time to come does not stand for what comes until then', async () => {
    await account().clock.advance(70 * MINUTE);
    account().codePipeline.script.setActionDuration(PROD, 20);
    account().codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'slow' } });
    await account().clock.advance(2 * MINUTE);
    account().cloudWatch.script.setState('shop-5xx', 'ALARM');
    await account().clock.advance(5_000);
    await invokeWith(account(), text(ofAlarm(wentOn({ timestamp: '9999-12-31T00:00:00Z' }))));
    await account().clock.advance(5_000);
    account().cloudWatch.script.setState('shop-5xx', 'OK');
    await account().clock.advance(60 * MINUTE);
    account().codePipeline.script.setActionDuration(PROD, 1);
    await badRelease();
    await worksAsBefore(account());
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
  const { payload, counted, ...came } = await invokeWith(account(), text(sqsRecords(...bodies.map(([body]) => body))));
  expect(came).toMatchObject({ failed: false, rollbacks: 0 });
  const comingBack = bodies.flatMap(([, what], index) => (what === 'done' ? [] : [`message-${index + 1}`]));
  expect(JSON.parse(payload)).toEqual({
    batchItemFailures: comingBack.map((itemIdentifier) => ({ itemIdentifier })),
  });
  expect(counted).toBe(comingBack.length);
  await worksAsBefore(account());
});

it('an alarm in a message of the first edition that is none of the guard rolls nothing back', async () => {
  account().cloudWatch.script.setState('billing-errors', 'ALARM');
  const event = { alarm: 'billing-errors', ...wentOn(), previous: { value: 'OK' } };
  const cause = { kind: 'alarm', id: 'x', at: account().clock.now(), event };
  await invokeWith(account(), text(sqsRecords(text({ watch: 1, ...PROD, dueAt: 0, cause }))));
  await account().clock.advance(10 * MINUTE);
  expect(account().codePipeline.script.acceptedRollbacks).toEqual([]);
  expect((await history()).map(({ code }) => code)).toEqual(['not-guarded']);
});
