import { beforeEach, describe, expect, it } from 'vitest';
import { busAccount, queueArn, rule, stageEvent, target, topicArn } from './bus-account.ts';

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
