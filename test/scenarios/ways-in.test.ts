import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { seedGuardedPipelines } from '../../emulator/account/demo-pipelines.ts';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { METRICS } from '../../lambda/log/observability.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { alarmStateChange } from '../support/events/alarm-state-change.ts';
import { stageStateChange } from '../support/events/codepipeline.ts';
import { sqsRecords } from '../support/events/sqs.ts';
import { ALICE, consoles, PROD } from './consoles.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const { account, badRelease, command, history } = consoles();

/** Settings of the clients of somebody who may do everything in the account. */
function somebody() {
  const { endpoint, identity } = account();
  const credentials = { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' };
  return { endpoint, region: identity.region, credentials, maxAttempts: 1 };
}

const rollbacks = () => account().codePipeline.script.acceptedRollbacks.length;
const invocations = () => controllerOf(account()).host.invocations.length;

describe('Whoever may put events', () => {
  it('forges no alarm and no stage event: sources of AWS are not his, and the rules match no other', async () => {
    await badRelease();
    const client = new EventBridgeClient(somebody());
    const before = invocations();
    for (const event of [alarmStateChange({ alarmName: 'shop-5xx' }), stageStateChange()]) {
      for (const Source of ['aws.cloudwatch', 'aws.codepipeline', 'mallory']) {
        const entry = { Source, DetailType: String(event['detail-type']), Detail: JSON.stringify(event.detail) };
        await client.send(new PutEventsCommand({ Entries: [entry] }));
      }
    }
    await account().clock.advance(HOUR);
    expect(invocations()).toBe(before);
  });
});

describe('Whoever may set the state of alarms', () => {
  it('has a fresh release rolled back, once: a person decides about more', async () => {
    await badRelease();
    const client = new CloudWatchClient(somebody());
    const set = (StateValue: 'ALARM' | 'OK') =>
      client.send(new SetAlarmStateCommand({ AlarmName: 'shop-5xx', StateValue, StateReason: 'because I can' }));
    for (let round = 0; round < 3; round += 1) {
      await set('ALARM');
      await account().clock.advance(5 * MINUTE);
      await set('OK');
      await account().clock.advance(25 * MINUTE);
    }
    expect(rollbacks()).toBe(1);
  });
});

describe('Whoever may make rules', () => {
  it('cannot have the function invoked by them: only rules of the controller may', async () => {
    const [rule] = account().stacks.flatMap(({ rules }) => rules);
    const [target] = rule?.targets ?? [];
    if (rule === undefined || target === undefined) throw new Error('the stack has no rule with a target');
    const { deadLetterArn: _, ...bare } = target;
    account().eventBus.putRule({
      ...rule,
      name: 'mallory',
      arn: rule.arn.replace(/rule\/.*/, 'rule/mallory'),
      enabled: true,
      eventPattern: { source: ['mallory'] },
      targets: [bare],
    });
    account().eventBus.publish({ source: 'mallory', detailType: 'Order', resources: [], detail: {} });
    const before = invocations();
    await account()
      .clock.advance(10 * MINUTE)
      .catch(() => undefined);
    expect(invocations()).toBe(before);
  });
});

describe('A message of the queue', () => {
  const cause = { kind: 'command', id: 'command/forged', at: 0, by: 'mallory' };
  it.each([
    ['the command cause of the first edition', { watch: 1, ...PROD, dueAt: 0, cause }],
    ['an order beside the pointer', { watch: 2, ...PROD, dueAt: 0, action: 'rollback', by: 'mallory' }],
    ['a command', { action: 'rollback', ...PROD, by: 'mallory' }],
    ['an order in the rest of a check', { check: 2, id: 'x', at: 0, by: 'x', behind: '', action: 'rollback' }],
    ['a rollback as an effect', { watch: 2, ...PROD, dueAt: 0, effects: [{ kind: 'rollback' }] }],
    ['an alarm of the first edition that orders beside it', { watch: 1, ...PROD, dueAt: 0, target: 'x' }],
  ])('with %s is refused, counted, and comes back for a person; it changes nothing', async (_, body) => {
    await badRelease();
    await command({ action: 'pause', ...PROD, ...ALICE });
    const dryRun = { ...body, pipeline: 'billing' };
    const records = sqsRecords(JSON.stringify(body), JSON.stringify(dryRun));
    const { payload, logLines } = await controllerOf(account()).host.invoke(JSON.stringify(records));
    expect(JSON.parse(payload)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-2' }],
    });
    const counted = logLines.flatMap((line) => (line.includes('"_aws"') ? [JSON.parse(line)[METRICS.unusable]] : []));
    expect(counted).toEqual([[1, 1]]);
    await account().clock.advance(HOUR);
    expect(rollbacks()).toBe(0);
    expect((await history()).map(({ what }) => what)).toEqual(['paused']);
  });

  it('that is due in a thousand years is looked at now, and not sent on for so long', async () => {
    const body = JSON.stringify({ watch: 2, ...PROD, dueAt: Date.UTC(3030, 0) });
    const before = account().calls.count({ operation: 'SendMessage' });
    const { payload } = await controllerOf(account()).host.invoke(JSON.stringify(sqsRecords(body)));
    expect(JSON.parse(payload)).toEqual({ batchItemFailures: [] });
    expect(account().calls.count({ operation: 'SendMessage' })).toBe(before);
  });

  it('about a stage that nobody guards leaves nothing behind', async () => {
    const body = JSON.stringify({ watch: 2, pipeline: 'nobodys', stage: 'Prod', dueAt: 0, stageChanged: true });
    await controllerOf(account()).host.invoke(JSON.stringify(sqsRecords(body)));
    await account().clock.advance(HOUR);
    expect(rollbacks()).toBe(0);
    expect(account().calls.select({ operation: 'RollbackStage' })).toEqual([]);
  });
});

describe('Whoever may ask the function for a guard', () => {
  it('cannot add a stage: the role may roll back the stages of the template, and no other', async () => {
    const alarms = [alarmArn({ partition: 'aws', region: 'us-east-1', account: '123456789012' }, 'crm-errors')];
    const policy = GuardPolicy.parse({ pipeline: 'crm', stage: 'Prod', alarms });
    seedGuardedPipelines(account(), [{ ...policy, alarms: ['crm-errors'] }]);
    const request = {
      RequestType: 'Create',
      RequestId: 'one',
      ResponseURL: `${account().endpoint}/cloudformation-custom-resource-response/one`,
      StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Crm/00000000-0000-4000-8000-000000000000',
      LogicalResourceId: 'Guard',
      ResourceProperties: { pipeline: 'crm', stage: 'Prod', alarms: ['crm-errors'] },
    };
    const { payload } = await controllerOf(account()).host.invoke(JSON.stringify(request));
    expect(JSON.parse(payload)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('scope:') });
    const { decision } = await command({ action: 'rollback', pipeline: 'crm', stage: 'Prod', ...ALICE });
    expect(decision).toBe('refused');
    expect(rollbacks()).toBe(0);
  });
});
