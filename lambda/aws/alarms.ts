import {
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';
import {
  type AlarmTransition,
  type AlarmValue,
  type Evaluation,
  type ObservedAlarm,
  quoted,
} from '../decision/alarm.ts';
import { isSameLocation, type Location, locationOf, parseAlarmArn } from '../decision/alarm-arn.ts';
import { SECOND } from '../decision/time.ts';
import { readGrounds } from '../intake/alarm-grounds.ts';
import { parseJson } from '../intake/json.ts';
import { type Alarms, CouldNotRead } from '../ports.ts';
import { reading } from './errors.ts';

/** DescribeAlarms leaves composites out unless asked for them. */
const ALARM_TYPES = ['MetricAlarm', 'CompositeAlarm'] as const;

/** The most names of a call. */
const AT_ONCE = 100;

/** CloudWatch as the controller sees it. */
export function cloudWatchAlarms(client: CloudWatchClient, home: Location): Alarms {
  return {
    describe: (arns) =>
      reading(`alarm ${quoted(arns)}`, 'cloudwatch:DescribeAlarms', async () => {
        const names = arns.map((arn) => nameAt(home, arn));
        const parts = Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, part) =>
          names.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
        );
        // One after the other: nine calls a second are for the whole account.
        const described: ObservedAlarm[] = [];
        for (const part of parts) described.push(...(await describe(client, part)));
        return described;
      }),

    transitions: (arn, since) =>
      reading(`the history of alarm ${quoted([arn])}`, 'cloudwatch:DescribeAlarmHistory', async () => {
        const name = nameAt(home, arn);
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

/** The name to ask for. An alarm of elsewhere is never read by its name as if it were ours. */
function nameAt(home: Location, arn: string): string {
  const alarm = parseAlarmArn(arn);
  if (alarm !== undefined && isSameLocation(alarm, home)) return alarm.name;
  throw new CouldNotRead(
    `alarm ${quoted([arn])}`,
    `it is in ${locationOf(arn)}, where the controller cannot look`,
    false,
  );
}

async function describe(client: CloudWatchClient, names: readonly string[]): Promise<readonly ObservedAlarm[]> {
  const alarms: ObservedAlarm[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeAlarmsCommand({
        AlarmNames: [...names],
        AlarmTypes: [...ALARM_TYPES],
        MaxRecords: AT_ONCE,
        ...(nextToken !== undefined && { NextToken: nextToken }),
      }),
    );
    for (const alarm of page.MetricAlarms ?? []) alarms.push(...toObservedAlarm(alarm, evaluationOf(alarm)));
    for (const alarm of page.CompositeAlarms ?? []) {
      alarms.push(...toObservedAlarm(alarm, undefined, alarm.ActionsSuppressedBy));
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return alarms;
}

function toObservedAlarm(
  alarm: MetricAlarm | CompositeAlarm,
  evaluation: Evaluation | undefined,
  suppressedBy?: string,
): readonly ObservedAlarm[] {
  const grounds = readGrounds(alarm.StateReasonData);
  const configuredAt = alarm.AlarmConfigurationUpdatedTimestamp?.getTime();
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  if (alarm.AlarmArn === undefined || alarm.StateValue === undefined || since === undefined) return [];
  return [
    {
      arn: alarm.AlarmArn,
      value: alarm.StateValue,
      since: since.getTime(),
      actionsEnabled: alarm.ActionsEnabled ?? true,
      ...(suppressedBy !== undefined && { suppressedBy }),
      ...(configuredAt !== undefined && { configuredAt }),
      ...(evaluation && { evaluation }),
      ...(grounds && { grounds }),
    },
  ];
}

/** M of N datapoints of a period; of an expression the longest period of its metrics. Undefined for alarms without any. */
function evaluationOf(alarm: MetricAlarm): Evaluation | undefined {
  const periods = (alarm.Metrics ?? []).map(({ Period, MetricStat }) => Period ?? MetricStat?.Period ?? 0);
  const period = alarm.Period ?? Math.max(0, ...periods);
  const evaluated = alarm.EvaluationPeriods;
  if (period === 0 || evaluated === undefined) return undefined;
  return {
    period: period * SECOND,
    periods: evaluated,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? evaluated,
    ...(alarm.ComparisonOperator !== undefined && { comparison: alarm.ComparisonOperator }),
    ...(alarm.Threshold !== undefined && { threshold: alarm.Threshold }),
    ...(alarm.TreatMissingData !== undefined && { missingData: alarm.TreatMissingData }),
  };
}

const Value = z.catch(z.optional(z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'])), undefined);
const StateSide = z.catch(z.optional(z.object({ stateValue: Value })), undefined);
const HistoryData = z.object({ oldState: StateSide, newState: StateSide });

/** `HistoryData` is JSON in a string; what cannot be read there is left unknown. */
function readChange(historyData: string | undefined): { from?: AlarmValue; to?: AlarmValue } {
  const parsed = HistoryData.safeParse(parseJson(historyData ?? ''));
  if (!parsed.success) return {};
  const from = parsed.data.oldState?.stateValue;
  const to = parsed.data.newState?.stateValue;
  return { ...(from && { from }), ...(to && { to }) };
}
