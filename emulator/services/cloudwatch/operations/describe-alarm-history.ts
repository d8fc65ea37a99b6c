import * as z from 'zod';
import type { JsonObject } from '../../../account/json-object.ts';
import type { Operation } from '../../service.ts';
import type { AlarmAccount } from '../alarm-account.ts';
import type { AlarmHistoryItem } from '../alarm-history.ts';
import { epochSeconds } from '../alarm-timestamp.ts';
import { AlarmName, AlarmTypes, fromText, parseInput } from '../input.ts';
import { pageOf } from '../page.ts';
import { permissionToRead } from '../required-permissions.ts';

const Input = z.object({
  AlarmName: AlarmName.optional(),
  AlarmTypes: AlarmTypes.default(['MetricAlarm']),
  HistoryItemType: z.enum(['ConfigurationUpdate', 'StateUpdate', 'Action']).optional(),
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  MaxRecords: fromText(z.int().min(1).max(100)).default(50),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  NextToken: z.string().optional(),
});

/** DescribeAlarmHistory: newest first unless asked otherwise, of metric alarms unless AlarmTypes asks for others. */
export function describeAlarmHistory(account: AlarmAccount): Operation {
  return {
    authorize: permissionToRead(account.identity, 'cloudwatch:DescribeAlarmHistory'),
    handle: (input) => {
      const { NextToken, MaxRecords, ...query } = parseInput(Input, input);
      const from = (query.StartDate ?? 0) * 1000;
      const until = (query.EndDate ?? Number.POSITIVE_INFINITY) * 1000;
      const items = account.history
        .items(account.clock.now())
        .filter(
          (item) =>
            (query.AlarmName === undefined || item.alarmName === query.AlarmName) &&
            query.AlarmTypes.includes(item.alarmType) &&
            (query.HistoryItemType === undefined || item.type === query.HistoryItemType) &&
            from <= item.timestamp &&
            item.timestamp <= until,
        )
        .toSorted((a, b) => a.timestamp - b.timestamp);
      if (query.ScanBy === 'TimestampDescending') items.reverse();
      const page = pageOf(items, query, MaxRecords, NextToken);
      return {
        AlarmHistoryItems: page.items.map(describe),
        ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
      };
    },
  };
}

function describe(item: AlarmHistoryItem): JsonObject {
  return {
    AlarmName: item.alarmName,
    AlarmType: item.alarmType,
    Timestamp: epochSeconds(item.timestamp),
    HistoryItemType: item.type,
    HistorySummary: item.summary,
    HistoryData: item.data,
  };
}
