import {
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { AlarmTransition, AlarmValue, ObservedAlarm } from '../decision/alarm.ts';
import { parseJson } from '../json.ts';
import type { Alarms } from '../ports.ts';
import { reading } from './errors.ts';

/** DescribeAlarms leaves composites out unless asked for them. */
const ALARM_TYPES = ['MetricAlarm', 'CompositeAlarm'] as const;

/** CloudWatch as the controller sees it. */
export function cloudWatchAlarms(client: CloudWatchClient): Alarms {
  return {
    describe: (names) =>
      reading(names.map((name) => `alarm "${name}"`).join(', '), 'cloudwatch:DescribeAlarms', async () => {
        const alarms: ObservedAlarm[] = [];
        let nextToken: string | undefined;
        do {
          const page = await client.send(
            new DescribeAlarmsCommand({
              AlarmNames: [...names],
              AlarmTypes: [...ALARM_TYPES],
              MaxRecords: 100,
              ...(nextToken !== undefined && { NextToken: nextToken }),
            }),
          );
          for (const alarm of page.MetricAlarms ?? []) alarms.push(...toObservedAlarm(alarm));
          for (const alarm of page.CompositeAlarms ?? []) {
            alarms.push(...toObservedAlarm(alarm, alarm.ActionsSuppressedBy));
          }
          nextToken = page.NextToken;
        } while (nextToken !== undefined);
        return alarms;
      }),

    transitions: (name, since) =>
      reading(`the history of alarm "${name}"`, 'cloudwatch:DescribeAlarmHistory', async () => {
        const transitions: AlarmTransition[] = [];
        let nextToken: string | undefined;
        do {
          const page = await client.send(
            new DescribeAlarmHistoryCommand({
              AlarmName: name,
              AlarmTypes: [...ALARM_TYPES],
              HistoryItemType: 'StateUpdate',
              ScanBy: 'TimestampDescending',
              MaxRecords: 100,
              ...(nextToken !== undefined && { NextToken: nextToken }),
            }),
          );
          for (const item of page.AlarmHistoryItems ?? []) {
            if (item.Timestamp === undefined) continue;
            transitions.push({ at: item.Timestamp.getTime(), ...readChange(item.HistoryData) });
          }
          nextToken = transitions.some((transition) => transition.at <= since) ? undefined : page.NextToken;
        } while (nextToken !== undefined);
        return transitions;
      }),
  };
}

function toObservedAlarm(alarm: MetricAlarm | CompositeAlarm, suppressedBy?: string): readonly ObservedAlarm[] {
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  if (alarm.AlarmName === undefined || alarm.StateValue === undefined || since === undefined) return [];
  return [
    {
      name: alarm.AlarmName,
      value: alarm.StateValue,
      since: since.getTime(),
      actionsEnabled: alarm.ActionsEnabled ?? true,
      ...(suppressedBy !== undefined && { suppressedBy }),
    },
  ];
}

const Value = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional().catch(undefined);
const StateSide = z.object({ stateValue: Value }).optional().catch(undefined);
const HistoryData = z.object({ oldState: StateSide, newState: StateSide });

/** `HistoryData` is JSON in a string; what cannot be read there is left unknown. */
function readChange(historyData: string | undefined): { from?: AlarmValue; to?: AlarmValue } {
  const parsed = HistoryData.safeParse(parseJson(historyData ?? ''));
  if (!parsed.success) return {};
  const from = parsed.data.oldState?.stateValue;
  const to = parsed.data.newState?.stateValue;
  return { ...(from && { from }), ...(to && { to }) };
}
