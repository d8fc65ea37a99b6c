import { beforeEach, describe, expect, it } from 'vitest';
import { busAccount, deadLetterArn, functionArn, rule, stageEvent, target } from './bus-account.ts';

let account: ReturnType<typeof busAccount>;
beforeEach(() => {
  account = busAccount();
});

describe('a delivery that fails', () => {
  it('is retried with growing pauses until it succeeds', async () => {
    account.bus.putRule(rule('stages'));
    account.failures.push(new Error('throttled'), new Error('throttled'));
    account.bus.publish(stageEvent('Prod'));
    await account.clock.advance(10_000);
    // While a delivery is under way, the clock goes on by itself.
    const [time = 0, ...others] = account.invocations.map((invocation) => invocation.time);
    expect(others).toEqual([]);
    expect(time).toBeGreaterThanOrEqual(300 + 1000 + 2000);
    expect(time).toBeLessThan(300 + 1000 + 4000);
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
