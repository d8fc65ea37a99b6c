import { CloudWatchClient, DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CodePipelineClient, GetPipelineStateCommand, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { AWS_RATES, RateLimits, ratesNamed } from '../../../../emulator/account/front-door/rates.ts';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { clientOf, cloudwatch, codepipeline, NOW, openFrontDoor, operation, sns } from './account.ts';

const answering = (output: object) => operation(() => ({ ...output }));

async function openAccount() {
  const clock = new VirtualClock({ start: NOW });
  onTestFinished(() => clock.stop());
  const { door } = await openFrontDoor(
    [
      {
        ...cloudwatch,
        operations: {
          DescribeAlarms: answering({ MetricAlarms: [] }),
          DescribeAlarmHistory: answering({ AlarmHistoryItems: [] }),
        },
      },
      {
        ...codepipeline,
        operations: { ListPipelines: answering({ pipelines: [] }), GetPipelineState: answering({ stageStates: [] }) },
      },
      { ...sns, operations: { Publish: answering({ MessageId: '1' }) } },
    ],
    { clock, rates: new Map([...AWS_RATES, ['sns Publish', 1]]) },
  );
  return { clock, door, settings: clientOf(door) };
}

/** How many of so many calls are answered; all others must be throttled, as the client sees it. */
async function answered(count: number, call: () => Promise<unknown>, name: string): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, call));
  for (const result of results) {
    if (result.status === 'rejected') {
      expect(result.reason).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    }
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe('an account with the rates of AWS', () => {
  it('takes 9 DescribeAlarms and 20 DescribeAlarmHistory a second, from all clients together', async () => {
    const { clock, door, settings } = await openAccount();
    const clients = [new CloudWatchClient(settings), new CloudWatchClient(settings)];
    let turn = 0;
    const describe = () => clients[turn++ % 2]?.send(new DescribeAlarmsCommand({})) ?? Promise.reject(new Error());
    expect(await answered(15, describe, 'Throttling')).toBe(9);
    expect(await answered(5, describe, 'Throttling')).toBe(0);
    await clock.advance(500);
    expect(await answered(15, describe, 'Throttling')).toBe(4);
    await clock.advance(60_000);
    expect(await answered(15, describe, 'Throttling')).toBe(9);
    const history = () => new CloudWatchClient(settings).send(new DescribeAlarmHistoryCommand({}));
    expect(await answered(25, history, 'Throttling')).toBe(20);
    expect(door.calls.select({ where: ({ operation }) => operation === 'DescribeAlarms' })).toHaveLength(50);
  });

  it('takes as many lists of CodePipeline as is assumed, and all that has no limit', async () => {
    const { settings } = await openAccount();
    const client = new CodePipelineClient(settings);
    expect(await answered(12, () => client.send(new ListPipelinesCommand({})), 'ThrottlingException')).toBe(10);
    const state = () => client.send(new GetPipelineStateCommand({ name: 'shop' }));
    expect(await answered(30, state, 'ThrottlingException')).toBe(30);
  });

  it('refuses in the words of each protocol', async () => {
    const { settings } = await openAccount();
    const topics = new SNSClient(settings);
    const publish = () => topics.send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:1:t', Message: 'm' }));
    expect(await answered(3, publish, 'Throttling')).toBe(1);
    const cbor = new CloudWatchClient({
      ...settings,
      protocol: AwsSmithyRpcV2CborProtocol,
      protocolSettings: { awsQueryCompatible: true },
    });
    expect(await answered(12, () => cbor.send(new DescribeAlarmsCommand({})), 'Throttling')).toBe(9);
  });

  it('is got through by the retries of the SDK', async () => {
    const { clock, settings } = await openAccount();
    const client = new CloudWatchClient({ ...settings, maxAttempts: 5 });
    const calls = clock.hold(Promise.all(Array.from({ length: 12 }, () => client.send(new DescribeAlarmsCommand({})))));
    await expect(calls).resolves.toHaveLength(12);
  });
});

test('a second of calls is the most that is saved up', () => {
  const limits = new RateLimits(new Map([['a B', 2]]));
  const takeAt = (second: number) => limits.take('a', 'B', NOW + second * 1000);
  expect([0, 0, 0, 0.5, 0.5, 100, 100, 100].map(takeAt)).toEqual([true, true, false, true, false, true, true, false]);
});

test('--rates takes only names that it knows', () => {
  expect(ratesNamed('none').size).toBe(0);
  expect(ratesNamed('aws')).toBe(AWS_RATES);
  expect(() => ratesNamed('fast')).toThrow('--rates takes "none" or "aws", not "fast"');
});
