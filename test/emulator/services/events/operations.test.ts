import { beforeEach, describe, expect, it } from 'vitest';
import { busAccount, queueArn, rule, stageEvent } from './bus-account.ts';

let account: ReturnType<typeof busAccount>;
beforeEach(() => {
  account = busAccount();
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
