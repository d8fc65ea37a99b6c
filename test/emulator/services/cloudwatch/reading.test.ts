import { type AlarmType, DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../emulator/account/json-object.ts';
import { arnOf, type CloudWatchAccount, cloudWatchAccount, errorsAlarm, MINUTE, START } from './account.ts';
import { sdkAlarms } from './sdk-alarms.ts';

let account: CloudWatchAccount;
beforeEach(() => {
  account = cloudWatchAccount();
});

const namesOf = (alarms: unknown): unknown[] =>
  Array.isArray(alarms) ? alarms.map((alarm: JsonObject) => alarm.AlarmName) : [];
const metricNames = async (input: JsonObject) => namesOf((await account.call('DescribeAlarms', input)).MetricAlarms);

describe('DescribeAlarms', () => {
  it('answers every member of an alarm, times as epoch seconds', async () => {
    account.script.seedAlarm({ name: 'shop-5xx', since: START - MINUTE });
    const { MetricAlarms, CompositeAlarms } = await account.call('DescribeAlarms', { AlarmNames: ['shop-5xx'] });
    expect(CompositeAlarms).toEqual([]);
    expect(MetricAlarms).toEqual([
      expect.objectContaining({
        AlarmName: 'shop-5xx',
        AlarmArn: arnOf('shop-5xx'),
        ActionsEnabled: true,
        AlarmActions: [],
        StateValue: 'OK',
        StateUpdatedTimestamp: START / 1000 - 60,
        StateTransitionedTimestamp: START / 1000 - 60,
        AlarmConfigurationUpdatedTimestamp: START / 1000 - 60 - 40 * 86_400,
        Dimensions: [],
      }),
    ]);
  });

  it('answers composite alarms only when they are asked for', async () => {
    account.script.seedAlarm({ name: 'a' });
    account.script.seedCompositeAlarm({ name: 'c', rule: 'ALARM(a)' });
    const all = await account.call('DescribeAlarms', { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    expect([namesOf(all.MetricAlarms), namesOf(all.CompositeAlarms)]).toEqual([['a'], ['c']]);
    const silent = await account.call('DescribeAlarms', { AlarmNames: ['a', 'c'] });
    expect([namesOf(silent.MetricAlarms), namesOf(silent.CompositeAlarms)]).toEqual([['a'], []]);
  });

  it('answers log alarms only when they are asked for, through the SDK with every member', async () => {
    const { client, script, clock } = await sdkAlarms();
    script.seedAlarm({ name: 'a' });
    script.seedLogAlarm({ name: 'log', resultsToEvaluate: 3, resultsToAlarm: 2 });
    script.setState('log', 'ALARM');
    const asked = (AlarmTypes?: AlarmType[]) =>
      client.send(new DescribeAlarmsCommand({ AlarmNames: ['a', 'log'], ...(AlarmTypes && { AlarmTypes }) }));
    for (const silent of [await asked(), await asked(['MetricAlarm', 'CompositeAlarm'])])
      expect([namesOf(silent.MetricAlarms), silent.LogAlarms]).toEqual([['a'], []]);
    const { MetricAlarms, LogAlarms } = await asked(['LogAlarm']);
    expect(MetricAlarms).toEqual([]);
    expect(LogAlarms).toEqual([
      {
        AlarmName: 'log',
        AlarmArn: expect.stringMatching(/:alarm:log$/),
        AlarmConfigurationUpdatedTimestamp: expect.any(Date),
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [],
        InsufficientDataActions: [],
        StateValue: 'ALARM',
        StateReason: expect.any(String),
        StateUpdatedTimestamp: new Date(clock.now()),
        StateTransitionedTimestamp: new Date(clock.now()),
        ScheduledQueryConfiguration: {
          QueryString: expect.any(String),
          LogGroupIdentifiers: ['log'],
          QueryARN: expect.stringContaining(':scheduled-query:log'),
          ScheduledQueryRoleARN: expect.any(String),
          ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)', StartTimeOffset: 300, EndTimeOffset: 0 },
          AggregationExpression: 'count(*)',
        },
        QueryResultsToEvaluate: 3,
        QueryResultsToAlarm: 2,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      },
    ]);
    const { AlarmHistoryItems } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'log', AlarmTypes: ['LogAlarm'], HistoryItemType: 'StateUpdate' }),
    );
    expect(AlarmHistoryItems?.[0]).toMatchObject({ AlarmType: 'LogAlarm', Timestamp: new Date(clock.now()) });
  });

  it('refuses a type of alarms that is none', async () => {
    const describe = account.call('DescribeAlarms', { AlarmTypes: ['MetricAlarm', 'PromQLAlarm'] });
    await expect(describe).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('leaves out names that do not exist, and filters by prefix, state and action', async () => {
    account.script.seedAlarm({ name: 'shop-5xx', state: 'ALARM', alarmActions: ['arn:aws:sns:eu-west-1:1:t'] });
    account.script.seedAlarm({ name: 'shop-latency' });
    account.script.seedAlarm({ name: 'other', state: 'ALARM' });
    expect(await metricNames({ AlarmNames: ['shop-5xx', 'gone'] })).toEqual(['shop-5xx']);
    expect(await metricNames({ AlarmNamePrefix: 'shop-' })).toEqual(['shop-5xx', 'shop-latency']);
    expect(await metricNames({ StateValue: 'ALARM' })).toEqual(['other', 'shop-5xx']);
    expect(await metricNames({ ActionPrefix: 'arn:aws:sns' })).toEqual(['shop-5xx']);
  });

  it('answers 50 alarms a page and follows its own tokens only', async () => {
    for (let index = 10; index < 80; index++) account.script.seedAlarm({ name: `alarm-${index}` });
    const first = await account.call('DescribeAlarms', {});
    expect(namesOf(first.MetricAlarms)).toHaveLength(50);
    const second = await account.call('DescribeAlarms', { NextToken: first.NextToken });
    expect(namesOf(second.MetricAlarms)).toHaveLength(20);
    expect(second.NextToken).toBeUndefined();
    expect(await metricNames({ MaxRecords: 100 })).toHaveLength(70);
    await expect(
      account.call('DescribeAlarms', { NextToken: first.NextToken, StateValue: 'OK' }),
    ).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  it('finds the children and the parents of an alarm', async () => {
    account.script.seedAlarm({ name: 'a' });
    account.script.seedAlarm({ name: 'b' });
    account.script.seedCompositeAlarm({ name: 'c', rule: 'ALARM(a)' });
    expect(await metricNames({ ChildrenOfAlarmName: 'c' })).toEqual(['a']);
    expect(namesOf((await account.call('DescribeAlarms', { ParentsOfAlarmName: 'a' })).CompositeAlarms)).toEqual(['c']);
  });

  it('shows an evaluation on partial data', async () => {
    account.script.seedAlarm({ name: 'a' });
    account.script.setEvaluationState('a', 'PARTIAL_DATA');
    const { MetricAlarms } = await account.call('DescribeAlarms', {});
    expect(MetricAlarms).toMatchObject([{ EvaluationState: 'PARTIAL_DATA' }]);
  });

  it('refuses more than 100 names and a page of 101', async () => {
    const AlarmNames = Array.from({ length: 101 }, (_, index) => `alarm-${index}`);
    await expect(account.call('DescribeAlarms', { AlarmNames })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(account.call('DescribeAlarms', { MaxRecords: 101 })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('needs permission on * for composite alarms, otherwise on the alarms asked for', () => {
    const authorize = account.service.operations.DescribeAlarms?.authorize;
    const resources = (input: JsonObject) => authorize?.(input).map(({ resource }) => resource);
    expect(resources({ AlarmNames: ['a', 'b'] })).toEqual([arnOf('a'), arnOf('b')]);
    expect(resources({ AlarmNames: ['a'], AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] })).toEqual(['*']);
    expect(resources({})).toEqual([arnOf('*')]);
    expect(resources({ AlarmNames: 5 })).toEqual([arnOf('*')]);
  });
});

describe('bad input', () => {
  it.each([
    ['a missing name', { AlarmName: undefined }, 'AlarmName'],
    ['a long name', { AlarmName: 'x'.repeat(256) }, 'AlarmName'],
    ['no evaluation periods', { EvaluationPeriods: 0 }, 'EvaluationPeriods'],
    ['an odd period', { Period: 45 }, 'must be 10, 20, 30 or a multiple of 60 seconds'],
    ['an unknown comparison', { ComparisonOperator: 'More' }, 'ComparisonOperator'],
    ['two statistics', { ExtendedStatistic: 'p99' }, 'give either Statistic or ExtendedStatistic'],
    ['no threshold', { Threshold: undefined }, 'give either Threshold or ThresholdMetricId'],
    ['more datapoints than periods', { DatapointsToAlarm: 2 }, 'must not be greater than EvaluationPeriods'],
    ['six actions', { AlarmActions: Array.from({ length: 6 }, () => 'arn:x') }, 'at most 5 actions'],
  ])('of PutMetricAlarm: %s', async (_what, changes, message) => {
    const put = account.call('PutMetricAlarm', errorsAlarm('a', changes));
    await expect(put).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringContaining(message) });
  });

  it('of SetAlarmState: an alarm that does not exist, reason data that is not JSON', async () => {
    const set = { AlarmName: 'a', StateValue: 'ALARM', StateReason: 'x' };
    await expect(account.call('SetAlarmState', set)).rejects.toMatchObject({ name: 'ResourceNotFound' });
    account.script.seedAlarm({ name: 'a' });
    await expect(account.call('SetAlarmState', { ...set, StateReasonData: 'x' })).rejects.toMatchObject({
      name: 'InvalidFormatFault',
    });
  });

  it('numbers and booleans sent as text are understood, as the query protocol sends them', async () => {
    await account.call(
      'PutMetricAlarm',
      errorsAlarm('7', { Period: '60', EvaluationPeriods: '1', Threshold: '5.5', ActionsEnabled: 'false' }),
    );
    const { MetricAlarms } = await account.call('DescribeAlarms', { MaxRecords: '10' });
    expect(MetricAlarms).toMatchObject([{ AlarmName: '7', Threshold: 5.5, ActionsEnabled: false }]);
  });
});

describe('tags', () => {
  it('are added, replaced and removed', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('a', { Tags: [{ Key: 'team', Value: 'shop' }] }));
    const ResourceARN = arnOf('a');
    await account.call('TagResource', {
      ResourceARN,
      Tags: [
        { Key: 'team', Value: 'web' },
        { Key: 'x', Value: '' },
      ],
    });
    await account.call('UntagResource', { ResourceARN, TagKeys: ['x', 'y'] });
    expect(await account.call('ListTagsForResource', { ResourceARN })).toEqual({
      Tags: [{ Key: 'team', Value: 'web' }],
    });
    await expect(account.call('ListTagsForResource', { ResourceARN: arnOf('b') })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
