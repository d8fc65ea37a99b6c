import { beforeAll, describe, expect, it } from 'vitest';
import { stageStateChange } from '../support/events/codepipeline.ts';
import { PROD, sharedConsoles } from './consoles.ts';
import { invokeWith, nested, ofAlarm, text, worksAsBefore } from './hostile-events.ts';

/* All to one function, one after the other: whatever one of them leaves behind, the others meet. */

const { account, badRelease } = sharedConsoles();
beforeAll(async () => {
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
    const { payload, ...came } = await invokeWith(account(), body);
    expect(came).toMatchObject({ failed: false, counted: 0, rollbacks: 0 });
    expect(payload).toContain('not understood: ');
    expect(payload.length).toBeLessThan(4_000);
    expect(came.logged).toBeLessThan(4_000);
  });

  it.each([
    '{"action":"rollback","pipeline":"__proto__","stage":"constructor"}',
    '{"action":"status","pipeline":"__proto__"}',
  ])('%s names no guard', async (body) => {
    expect(JSON.parse((await invokeWith(account(), body)).payload)).toMatchObject({
      decision: 'refused',
      code: 'not-guarded',
    });
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
    expect(await invokeWith(account(), body)).toMatchObject({ failed: true, counted: 1, rollbacks: 0 });
  });
});

it('behind all that the function works as before', async () => {
  await worksAsBefore(account());
});
