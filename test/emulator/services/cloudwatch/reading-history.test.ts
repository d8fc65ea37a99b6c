import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../emulator/account/json-object.ts';
import { type CloudWatchAccount, cloudWatchAccount, MINUTE, START } from './account.ts';

let account: CloudWatchAccount;
beforeEach(() => {
  account = cloudWatchAccount();
});

describe('DescribeAlarmHistory', () => {
  beforeEach(async () => {
    account.script.seedAlarm({ name: 'shop-5xx' });
    await account.clock.advance(MINUTE);
    account.script.setState('shop-5xx', 'ALARM', 'many errors');
    await account.clock.advance(MINUTE);
    account.script.setState('shop-5xx', 'OK', 'few errors');
  });

  const summaries = async (input: JsonObject) => {
    const { AlarmHistoryItems } = await account.call('DescribeAlarmHistory', { AlarmName: 'shop-5xx', ...input });
    return Array.isArray(AlarmHistoryItems) ? AlarmHistoryItems.map((item: JsonObject) => item.HistorySummary) : [];
  };

  it('answers the newest first, or the oldest', async () => {
    const expected = [
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
    ];
    const updates = { HistoryItemType: 'StateUpdate' };
    expect(await summaries(updates)).toEqual(expected.toReversed());
    expect(await summaries({ ...updates, ScanBy: 'TimestampAscending' })).toEqual(expected);
  });

  it('answers the states as JSON text', async () => {
    const { AlarmHistoryItems } = await account.call('DescribeAlarmHistory', { MaxRecords: 1 });
    expect(AlarmHistoryItems).toEqual([
      {
        AlarmName: 'shop-5xx',
        AlarmType: 'MetricAlarm',
        Timestamp: START / 1000 + 120,
        HistoryItemType: 'StateUpdate',
        HistorySummary: 'Alarm updated from ALARM to OK',
        HistoryData: JSON.stringify({
          version: '1.0',
          oldState: { stateValue: 'ALARM', stateReason: 'many errors' },
          newState: { stateValue: 'OK', stateReason: 'few errors' },
        }),
      },
    ]);
  });

  it('keeps to the dates, which count in', async () => {
    const at = START / 1000 + 60;
    expect(await summaries({ StartDate: at, EndDate: at })).toEqual(['Alarm updated from OK to ALARM']);
  });

  it('answers pages', async () => {
    const first = await account.call('DescribeAlarmHistory', { HistoryItemType: 'StateUpdate', MaxRecords: 2 });
    const second = await account.call('DescribeAlarmHistory', {
      HistoryItemType: 'StateUpdate',
      MaxRecords: 2,
      NextToken: first.NextToken,
    });
    expect(second.AlarmHistoryItems).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
  });

  it('forgets after 30 days', async () => {
    await account.clock.advance(31 * 24 * 60 * MINUTE);
    expect(await summaries({})).toEqual([]);
  });

  it('answers the history of composite alarms only when asked', async () => {
    account.script.seedCompositeAlarm({ name: 'shop', rule: 'ALARM(shop-5xx)' });
    expect(await summaries({ AlarmName: 'shop' })).toEqual([]);
    expect(await summaries({ AlarmName: 'shop', AlarmTypes: ['CompositeAlarm'] })).toContain(
      'Alarm updated from INSUFFICIENT_DATA to OK',
    );
  });
});
