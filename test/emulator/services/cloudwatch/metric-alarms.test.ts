import { beforeEach, describe, expect, it } from 'vitest';
import { arnOf, type CloudWatchAccount, cloudWatchAccount, errorsAlarm, MINUTE, START } from './account.ts';

let account: CloudWatchAccount;
beforeEach(() => {
  account = cloudWatchAccount();
});

const errors = (value: number) => ({ Namespace: 'Shop', MetricData: [{ MetricName: 'Errors', Value: value }] });

describe('a metric alarm', () => {
  it('begins in INSUFFICIENT_DATA and announces its creation', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx', { AlarmDescription: 'Too many errors' }));
    expect(account.events).toEqual([
      {
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm Configuration Change',
        resources: [arnOf('shop-5xx')],
        detail: {
          alarmName: 'shop-5xx',
          operation: 'create',
          state: { value: 'INSUFFICIENT_DATA', timestamp: '2026-01-10T09:00:00.000+0000' },
          configuration: {
            evaluationPeriods: 1,
            threshold: 5,
            comparisonOperator: 'GreaterThanThreshold',
            metrics: [
              {
                id: expect.any(String),
                metricStat: {
                  metric: { namespace: 'Shop', name: 'Errors', dimensions: {} },
                  period: 60,
                  stat: 'Sum',
                },
                returnData: true,
              },
            ],
            alarmName: 'shop-5xx',
            description: 'Too many errors',
            actionsEnabled: true,
            timestamp: '2026-01-10T09:00:00.000+0000',
            okActions: [],
            alarmActions: [],
            insufficientDataActions: [],
          },
        },
      },
    ]);
  });

  it('goes into ALARM on data at the next full minute, once, and back to OK', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx', { TreatMissingData: 'notBreaching' }));
    await account.call('PutMetricData', errors(9));
    await account.clock.advance(59_000);
    expect(account.stateChanges()).toEqual([]);
    await account.clock.advance(1_000);
    expect(account.script.stateOf('shop-5xx')).toBe('ALARM');
    expect(account.stateChanges()).toHaveLength(1);
    await account.clock.runUntilIdle(60 * MINUTE);
    expect(account.stateChanges().map(({ detail }) => detail.state)).toMatchObject([
      { value: 'ALARM' },
      { value: 'OK' },
    ]);
    expect(account.stateChanges()[0]?.detail).toMatchObject({
      alarmName: 'shop-5xx',
      previousState: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' },
      state: { value: 'ALARM', timestamp: '2026-01-10T09:01:00.000+0000' },
    });
  });

  it('adds up the values of one period', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx'));
    for (const value of [2, 2, 2]) await account.call('PutMetricData', errors(value));
    await account.clock.advance(MINUTE);
    expect(account.script.stateOf('shop-5xx')).toBe('ALARM');
  });

  it('falls back to what its metric says after SetAlarmState', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx'));
    await account.call('PutMetricData', errors(0));
    await account.clock.advance(MINUTE);
    await account.call('SetAlarmState', { AlarmName: 'shop-5xx', StateValue: 'ALARM', StateReason: 'a drill' });
    expect(account.script.stateOf('shop-5xx')).toBe('ALARM');
    await account.clock.advance(MINUTE);
    expect(account.script.stateOf('shop-5xx')).toBe('OK');
  });

  it('falls back to no data after SetAlarmState when its metric never had any', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx'));
    await account.call('SetAlarmState', { AlarmName: 'shop-5xx', StateValue: 'ALARM', StateReason: 'a drill' });
    expect(account.script.stateOf('shop-5xx')).toBe('ALARM');
    await account.clock.advance(MINUTE);
    expect(account.script.stateOf('shop-5xx')).toBe('INSUFFICIENT_DATA');
  });

  it('says nothing when it is set to the state it is in', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx'));
    const set = { AlarmName: 'shop-5xx', StateValue: 'ALARM', StateReason: 'a drill' };
    await account.call('SetAlarmState', set);
    await account.call('SetAlarmState', set);
    expect(account.stateChanges()).toHaveLength(1);
  });

  it('keeps its state when it is replaced, and tells the previous configuration', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx'));
    await account.call('SetAlarmState', { AlarmName: 'shop-5xx', StateValue: 'ALARM', StateReason: 'a drill' });
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx', { Threshold: 8 }));
    expect(account.script.stateOf('shop-5xx')).toBe('ALARM');
    expect(account.events.at(-1)?.detail).toMatchObject({
      operation: 'update',
      configuration: { threshold: 8 },
      previousConfiguration: { threshold: 5 },
    });
  });

  it('announces its deletion', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop-5xx'));
    await account.call('DeleteAlarms', { AlarmNames: ['shop-5xx'] });
    expect(account.events.at(-1)?.detail).toMatchObject({ alarmName: 'shop-5xx', operation: 'delete' });
    await expect(account.call('DeleteAlarms', { AlarmNames: ['shop-5xx'] })).rejects.toMatchObject({
      name: 'ResourceNotFound',
      httpStatus: 404,
    });
  });
});

describe('actions of an alarm', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:controller';
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:people';

  it('invoke a function with the documented payload and publish to a topic', async () => {
    account.script.seedAlarm({ name: 'shop-5xx', since: START - MINUTE, alarmActions: [functionArn, topicArn] });
    account.script.setState('shop-5xx', 'ALARM', 'many errors');
    await account.clock.advance(0);
    expect(account.invocations).toEqual([
      {
        functionArn,
        sourceArn: arnOf('shop-5xx'),
        payload: {
          source: 'aws.cloudwatch',
          alarmArn: arnOf('shop-5xx'),
          accountId: '111122223333',
          time: '2026-01-10T09:00:00.000+0000',
          region: 'eu-west-1',
          alarmData: {
            alarmName: 'shop-5xx',
            state: { value: 'ALARM', reason: 'many errors', timestamp: '2026-01-10T09:00:00.000+0000' },
            previousState: expect.objectContaining({ value: 'OK', timestamp: '2026-01-10T08:59:00.000+0000' }),
            configuration: { metrics: [expect.objectContaining({ returnData: true })] },
          },
        },
      },
    ]);
    expect(account.messages).toMatchObject([{ topicArn, subject: 'ALARM: "shop-5xx" in eu-west-1' }]);
  });

  it('wait while they are disabled, though the event is published', async () => {
    account.script.seedAlarm({ name: 'shop-5xx', alarmActions: [functionArn] });
    await account.call('DisableAlarmActions', { AlarmNames: ['shop-5xx'] });
    account.script.setState('shop-5xx', 'ALARM');
    await account.clock.advance(0);
    expect(account.stateChanges()).toHaveLength(1);
    expect(account.invocations).toEqual([]);
  });

  it('wait for the end of a mute window, and the event names the window', async () => {
    account.script.seedAlarm({ name: 'shop-5xx', alarmActions: [functionArn] });
    account.script.mute({ name: 'night', alarmNames: ['shop-5xx'], from: START, until: START + 10 * MINUTE });
    account.script.setStateAt(START + MINUTE, 'shop-5xx', 'ALARM');
    await account.clock.advance(2 * MINUTE);
    expect(account.stateChanges()[0]?.detail.muteDetail).toEqual({
      mutedByArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:night',
      muteWindowStart: '2026-01-10T09:00:00.000+0000',
      muteWindowEnd: '2026-01-10T09:10:00.000+0000',
    });
    expect(account.invocations).toEqual([]);
    await account.clock.advance(10 * MINUTE);
    expect(account.invocations).toHaveLength(1);
    expect(account.stateChanges()).toHaveLength(1);
  });
});

describe('a scripted alarm', () => {
  it('falls back to what the script says after SetAlarmState', async () => {
    account.script.seedAlarm({ name: 'shop-5xx' });
    await account.call('SetAlarmState', { AlarmName: 'shop-5xx', StateValue: 'ALARM', StateReason: 'a person' });
    await account.clock.advance(MINUTE);
    expect(account.script.stateOf('shop-5xx')).toBe('OK');
  });

  it('follows its metric once somebody puts data', async () => {
    account.script.seedAlarm({ name: 'shop-5xx' });
    await account.call('PutMetricData', { Namespace: 'Story', MetricData: [{ MetricName: 'shop-5xx', Value: 1 }] });
    await account.clock.advance(MINUTE);
    expect(account.script.stateOf('shop-5xx')).toBe('ALARM');
  });

  it('follows a series of metric values', async () => {
    account.script.seedAlarm({ name: 'shop-5xx' });
    account.script.playMetric({ namespace: 'Story', name: 'shop-5xx', dimensions: [] }, [0, 7, 7, 0, 0]);
    await account.clock.runUntilIdle(60 * MINUTE);
    expect(account.stateChanges().map(({ detail }) => detail.state)).toMatchObject([
      { value: 'ALARM', timestamp: '2026-01-10T09:02:00.000+0000' },
      { value: 'OK', timestamp: '2026-01-10T09:04:00.000+0000' },
    ]);
  });
});
