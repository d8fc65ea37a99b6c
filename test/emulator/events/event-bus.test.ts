import { beforeEach, describe, expect, it } from 'vitest';
import { createEventBus } from '../../../emulator/events/event-bus.ts';
import type { JsonObject } from '../../../emulator/service.ts';
import type {
  DeployedPermission,
  DeployedRule,
  DeployedRuleTarget,
} from '../../../emulator/template/deployed-stack.ts';
import { VirtualClock } from '../../../emulator/virtual-clock.ts';

const START = Date.parse('2026-01-10T09:00:00.500Z');
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:controller';
const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:watch';
const topicArn = 'arn:aws:sns:eu-west-1:111122223333:people';
const deadLetterArn = 'arn:aws:sqs:eu-west-1:111122223333:dead';

function target(arn: string, changes: Partial<DeployedRuleTarget> = {}): DeployedRuleTarget {
  return { id: arn, arn, maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400, ...changes };
}

function rule(name: string, changes: Partial<DeployedRule> = {}): DeployedRule {
  return {
    name,
    arn: `arn:aws:events:eu-west-1:111122223333:rule/${name}`,
    enabled: true,
    eventPattern: { source: ['aws.codepipeline'] },
    targets: [target(functionArn)],
    ...changes,
  };
}

function busAccount() {
  const clock = new VirtualClock({ start: START });
  const invocations: { time: number; payload: JsonObject }[] = [];
  const sent: { queueArn: string; body: string; attributes: { readonly [name: string]: string } }[] = [];
  const published: { topicArn: string; message: string }[] = [];
  const permissions: DeployedPermission[] = [{ action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com' }];
  const failures: Error[] = [];
  const bus = createEventBus({
    identity: { accountId: '111122223333', region: 'eu-west-1' },
    clock,
    targets: {
      permissionsOf: (arn) => (arn === functionArn ? permissions : undefined),
      invokeFunction: async (_arn, payload) => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        invocations.push({ time: clock.now() - START, payload: JSON.parse(payload) });
      },
      sendMessage: (arn, body, attributes) => {
        sent.push({ queueArn: arn, body, attributes });
      },
      publishMessage: (arn, message) => {
        published.push({ topicArn: arn, message });
      },
    },
  });
  const call = async (operation: string, input: JsonObject): Promise<JsonObject> => {
    const found = bus.service.operations[operation];
    if (found === undefined) throw new Error(`no operation ${operation}`);
    return found.handle(input, { arn: 'arn:aws:iam::111122223333:user/test' });
  };
  return { clock, bus, call, invocations, sent, published, permissions, failures };
}

const stageEvent = (stage: string) => ({
  source: 'aws.codepipeline',
  detailType: 'CodePipeline Stage Execution State Change',
  resources: ['arn:aws:codepipeline:eu-west-1:111122223333:shop'],
  detail: { stage, note: undefined },
});

let account: ReturnType<typeof busAccount>;
beforeEach(() => {
  account = busAccount();
});

describe('the default event bus', () => {
  it('delivers the documented envelope to the targets of the rules that match', async () => {
    account.bus.putRule(rule('stages'));
    account.bus.putRule(rule('others', { eventPattern: { source: ['aws.cloudwatch'] } }));
    account.bus.publish(stageEvent('Prod'));
    expect(account.invocations).toEqual([]);
    await account.clock.advance(1000);
    expect(account.invocations).toEqual([
      {
        time: 300,
        payload: {
          version: '0',
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          'detail-type': 'CodePipeline Stage Execution State Change',
          source: 'aws.codepipeline',
          account: '111122223333',
          time: '2026-01-10T09:00:00Z',
          region: 'eu-west-1',
          resources: ['arn:aws:codepipeline:eu-west-1:111122223333:shop'],
          detail: { stage: 'Prod' },
        },
      },
    ]);
  });

  it('matches a field that is undefined as one that does not exist', () => {
    account.bus.publish(stageEvent('Prod'));
    expect(Object.keys(account.bus.events[0]?.detail ?? {})).toEqual(['stage']);
  });

  it('delivers to queues and topics too, and shapes the input', async () => {
    const targets = [
      target(queueArn, { inputPath: '$.detail' }),
      target(topicArn, {
        inputTransformer: { inputPathsMap: { stage: '$.detail.stage' }, inputTemplate: '"<stage>!"' },
      }),
    ];
    account.bus.putRule(rule('stages', { targets }));
    account.bus.publish(stageEvent('Prod'));
    await account.clock.advance(1000);
    expect(account.sent).toEqual([{ queueArn, body: '{"stage":"Prod"}', attributes: {} }]);
    expect(account.published).toEqual([{ topicArn, message: '"Prod!"' }]);
  });

  it('leaves out a disabled rule', async () => {
    account.bus.putRule(rule('stages', { enabled: false }));
    account.bus.publish(stageEvent('Prod'));
    await account.clock.advance(1000);
    expect(account.invocations).toEqual([]);
  });

  it('refuses a rule whose pattern is malformed', () => {
    expect(() => account.bus.putRule(rule('broken', { eventPattern: { source: 'x' } }))).toThrow(
      'source must be an object or an array',
    );
  });

  it('runs schedules', async () => {
    const { eventPattern: _, ...scheduled } = rule('hourly', { scheduleExpression: 'rate(1 hour)' });
    account.bus.putRule(scheduled);
    await account.clock.advance(2.5 * 3_600_000);
    expect(account.invocations.map(({ payload }) => payload['detail-type'])).toEqual([
      'Scheduled Event',
      'Scheduled Event',
    ]);
  });
});

describe('a delivery that fails', () => {
  it('is retried with growing pauses until it succeeds', async () => {
    account.bus.putRule(rule('stages'));
    account.failures.push(new Error('throttled'), new Error('throttled'));
    account.bus.publish(stageEvent('Prod'));
    await account.clock.advance(10_000);
    expect(account.invocations.map(({ time }) => time)).toEqual([300 + 1000 + 2000]);
  });

  it('goes to the dead-letter queue when the attempts are used up', async () => {
    const targets = [target(functionArn, { maximumRetryAttempts: 2, deadLetterArn })];
    account.bus.putRule(rule('stages', { targets }));
    account.failures.push(...Array.from({ length: 3 }, () => new Error('throttled')));
    account.bus.publish(stageEvent('Prod'));
    await account.clock.runUntilIdle(3_600_000);
    expect(account.invocations).toEqual([]);
    expect(account.sent).toMatchObject([
      {
        queueArn: deadLetterArn,
        attributes: { ERROR_MESSAGE: 'throttled', RETRY_ATTEMPTS: '2', TARGET_ARN: functionArn },
      },
    ]);
    expect(JSON.parse(account.sent[0]?.body ?? '')).toMatchObject({ detail: { stage: 'Prod' } });
  });

  it('is given up when the event is too old', async () => {
    const targets = [target(functionArn, { maximumEventAgeSeconds: 60 })];
    account.bus.putRule(rule('stages', { targets }));
    account.failures.push(...Array.from({ length: 50 }, () => new Error('throttled')));
    account.bus.publish(stageEvent('Prod'));
    await account.clock.runUntilIdle(3_600_000);
    expect(account.bus.failedDeliveries).toMatchObject([{ attempts: 6, errorMessage: 'throttled' }]);
  });

  it('is not retried without a permission for the rule, and says so', async () => {
    account.permissions[0] = {
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: 'arn:aws:events:eu-west-1:111122223333:rule/another',
    };
    account.bus.putRule(rule('stages', { targets: [target(functionArn, { deadLetterArn })] }));
    account.bus.publish(stageEvent('Prod'));
    await account.clock.advance(1000);
    expect(account.sent).toMatchObject([{ attributes: { ERROR_CODE: 'NO_PERMISSIONS', RETRY_ATTEMPTS: '0' } }]);
    expect(account.bus.failedDeliveries[0]?.errorMessage).toContain('rule/stages');
  });

  it('is not retried when the function does not exist', async () => {
    account.bus.putRule(rule('stages', { targets: [target(`${functionArn}-old`)] }));
    account.bus.publish(stageEvent('Prod'));
    await account.clock.runUntilIdle(3_600_000);
    expect(account.bus.failedDeliveries).toMatchObject([{ errorCode: 'RESOURCE_NOT_FOUND', attempts: 1 }]);
  });
});

describe('the delivery faults', () => {
  beforeEach(() => account.bus.putRule(rule('stages', { eventPattern: { source: [{ prefix: 'aws.' }] } })));
  const stages = () => account.invocations.map(({ payload }) => payload.detail);

  it('deliver an event twice, with the same id', async () => {
    account.bus.setFaults({ duplicates: () => 1 });
    account.bus.publish(stageEvent('Prod'));
    await account.clock.advance(1000);
    const [first, second] = account.invocations;
    expect(second?.payload).toEqual(first?.payload);
    expect(account.invocations).toHaveLength(2);
  });

  it('change the order', async () => {
    account.bus.setFaults({ delay: (event) => (event.detail.stage === 'Prod' ? 5000 : 0) });
    account.bus.publish(stageEvent('Prod'));
    account.bus.publish(stageEvent('Staging'));
    await account.clock.advance(10_000);
    expect(stages()).toEqual([{ stage: 'Staging' }, { stage: 'Prod' }]);
  });

  it('lose events of CodePipeline, and no others', async () => {
    account.bus.setFaults({ lose: () => true });
    account.bus.publish(stageEvent('Prod'));
    account.bus.publish({ source: 'aws.cloudwatch', detailType: 'x', resources: [], detail: { alarm: 1 } });
    account.bus.setFaults({});
    account.bus.publish(stageEvent('Staging'));
    await account.clock.advance(1000);
    expect(stages()).toEqual([{ alarm: 1 }, { stage: 'Staging' }]);
  });
});

describe('the events API', () => {
  it('puts rules and targets and answers them', async () => {
    const EventPattern = '{"source":["shop"]}';
    const { RuleArn } = await account.call('PutRule', { Name: 'mine', EventPattern });
    expect(RuleArn).toBe('arn:aws:events:eu-west-1:111122223333:rule/mine');
    await account.call('PutTargets', {
      Rule: 'mine',
      Targets: [{ Id: '1', Arn: queueArn, RetryPolicy: { MaximumRetryAttempts: 3 } }],
    });
    expect(await account.call('DescribeRule', { Name: 'mine' })).toMatchObject({ State: 'ENABLED', EventPattern });
    expect(await account.call('ListRules', { NamePrefix: 'mi' })).toMatchObject({ Rules: [{ Name: 'mine' }] });
    expect(await account.call('ListTargetsByRule', { Rule: 'mine' })).toEqual({
      Targets: [{ Id: '1', Arn: queueArn, RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 86_400 } }],
    });
    const entry = { Source: 'shop', DetailType: 'Sale', Detail: '{"n":1}' };
    expect(await account.call('PutEvents', { Entries: [entry] })).toMatchObject({ FailedEntryCount: 0 });
    await account.clock.advance(1000);
    expect(account.sent.map(({ body }) => JSON.parse(body).detail)).toEqual([{ n: 1 }]);
    await expect(account.call('DeleteRule', { Name: 'mine' })).rejects.toThrow('since it has targets');
    await account.call('RemoveTargets', { Rule: 'mine', Ids: ['1'] });
    await account.call('DeleteRule', { Name: 'mine' });
    await expect(account.call('DescribeRule', { Name: 'mine' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('lists rules by name, over pages', async () => {
    for (const name of ['shop-3', 'shop-1', 'other', 'shop-2']) account.bus.putRule(rule(name, { description: name }));
    const NamePrefix = 'shop-';
    const first = await account.call('ListRules', { NamePrefix, Limit: 2 });
    expect(first).toMatchObject({
      Rules: [
        { Name: 'shop-1', Description: 'shop-1', State: 'ENABLED', EventPattern: '{"source":["aws.codepipeline"]}' },
        { Name: 'shop-2' },
      ],
      NextToken: expect.any(String),
    });
    // What comes or goes between two pages neither repeats nor hides another rule.
    await account.call('PutRule', { Name: 'shop-0', EventPattern: '{"source":["shop"]}', Description: 'late' });
    const second = await account.call('ListRules', { NamePrefix, Limit: 2, NextToken: first.NextToken });
    expect(second).toMatchObject({ Rules: [{ Name: 'shop-3' }] });
    expect(second).not.toHaveProperty('NextToken');
    expect(await account.call('DescribeRule', { Name: 'shop-0' })).toMatchObject({ Description: 'late' });
  });

  it.each([{ Limit: 0 }, { Limit: 101 }, { NamePrefix: '' }, { NamePrefix: 'a b' }])(
    'refuses to list rules by %o',
    async (input) => {
      await expect(account.call('ListRules', input)).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  it('answers each bad entry of PutEvents on its own', async () => {
    const good = { Source: 'shop', DetailType: 'Sale', Detail: '{}' };
    const Entries = [good, { ...good, Source: 'aws.fake' }, { ...good, Detail: '[' }, { ...good, DetailType: '' }];
    expect(await account.call('PutEvents', { Entries })).toEqual({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.any(String) },
        expect.objectContaining({ ErrorCode: 'NotAuthorizedForSourceException' }),
        expect.objectContaining({ ErrorCode: 'MalformedDetail' }),
        expect.objectContaining({ ErrorCode: 'InvalidArgument' }),
      ],
    });
  });

  it('switches rules off and on, and tests patterns', async () => {
    account.bus.putRule(rule('stages'));
    await account.call('DisableRule', { Name: 'stages' });
    account.bus.publish(stageEvent('Prod'));
    await account.call('EnableRule', { Name: 'stages' });
    account.bus.publish(stageEvent('Staging'));
    await account.clock.advance(1000);
    expect(account.invocations.map(({ payload }) => payload.detail)).toEqual([{ stage: 'Staging' }]);
    const test = { EventPattern: '{"a":[1]}', Event: '{"a":1}' };
    expect(await account.call('TestEventPattern', test)).toEqual({ Result: true });
  });

  it('refuses a rule with a broken pattern', async () => {
    await expect(account.call('PutRule', { Name: 'x', EventPattern: '{"a":1}' })).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
    });
    await expect(account.call('PutRule', { Name: 'x' })).rejects.toThrow('needs an EventPattern');
  });
});
