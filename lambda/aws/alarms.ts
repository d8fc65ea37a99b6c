import {
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
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
import { lenient, parseJson } from '../intake/json.ts';
import { type Alarms, CouldNotRead } from '../ports.ts';
import { reading } from './errors.ts';

/** DescribeAlarms leaves composites out unless asked for them. */
const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const;

/** The most names of a call, and the most items of its answer. */
const AT_ONCE = 100;

/** CloudWatch as the controller sees it. */
export function cloudWatchAlarms(
  here: CloudWatchClient,
  home: Location,
  elsewhere: (location: Location) => CloudWatchClient | undefined = () => undefined,
): Alarms {
  const clientAt = (location: Location) => (isSameLocation(location, home) ? here : elsewhere(location));
  const reach = (arn: string) => reached(arn, clientAt);
  return {
    isInReach: (arn) => {
      const alarm = parseAlarmArn(arn);
      return alarm !== undefined && clientAt(alarm) !== undefined;
    },

    describe: (arns) =>
      reading(`alarm ${quoted(arns)}`, 'cloudwatch:DescribeAlarms', async () => {
        const alarms = arns.map(reach);
        // One call after the other: nine a second are for the whole account.
        const described: ObservedAlarm[] = [];
        for (const [client, own] of Map.groupBy(alarms, ({ client }) => client)) {
          const names = own.map(({ name }) => name);
          for (let done = 0; done < names.length; done += AT_ONCE) {
            described.push(...(await describe(client, names.slice(done, done + AT_ONCE))));
          }
        }
        return described;
      }),

    transitions: (arn, since) =>
      reading(`the history of alarm ${quoted([arn])}`, 'cloudwatch:DescribeAlarmHistory', async () => {
        const { name, client } = reach(arn);
        const transitions: AlarmTransition[] = [];
        const newestFirst = { HistoryItemType: 'StateUpdate', ScanBy: 'TimestampDescending' } as const;
        const input = { AlarmName: name, AlarmTypes: [...AlarmTypes], ...newestFirst };
        for await (const page of paginateDescribeAlarmHistory({ client, pageSize: AT_ONCE }, input)) {
          for (const { Timestamp: time, HistoryData: data } of page.AlarmHistoryItems ?? []) {
            if (time !== undefined) transitions.push({ at: time.getTime(), ...readChange(data) });
          }
          if (transitions.some(({ at }) => at <= since)) break;
        }
        return transitions;
      }),
  };
}

/** Whom to ask for an alarm, and by which name. One of elsewhere is never read by its name as if it were ours. */
function reached(
  arn: string,
  clientAt: (location: Location) => CloudWatchClient | undefined,
): { readonly name: string; readonly client: CloudWatchClient } {
  const alarm = parseAlarmArn(arn);
  const client = alarm && clientAt(alarm);
  if (alarm !== undefined && client !== undefined) return { name: alarm.name, client };
  const problem = `it is in ${locationOf(arn)}, which is none of the spokes of the controller`;
  throw new CouldNotRead(`alarm ${quoted([arn])}`, problem, false);
}

async function describe(client: CloudWatchClient, names: readonly string[]): Promise<readonly ObservedAlarm[]> {
  const alarms: ObservedAlarm[] = [];
  const input = { AlarmNames: [...names], AlarmTypes: [...AlarmTypes] };
  for await (const page of paginateDescribeAlarms({ client, pageSize: AT_ONCE }, input)) {
    for (const alarm of page.MetricAlarms ?? []) alarms.push(...toObservedAlarm(alarm, evaluationOf(alarm)));
    for (const alarm of page.CompositeAlarms ?? []) {
      alarms.push(...toObservedAlarm(alarm, undefined, alarm.ActionsSuppressedBy));
    }
  }
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

const Value = lenient(z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']));
const StateSide = lenient(z.object({ stateValue: Value }));
const HistoryData = z.object({ oldState: StateSide, newState: StateSide });

/** `HistoryData` is JSON in a string; what cannot be read there is left unknown. */
function readChange(historyData: string | undefined): { from?: AlarmValue; to?: AlarmValue } {
  const parsed = HistoryData.safeParse(parseJson(historyData ?? ''));
  if (!parsed.success) return {};
  const from = parsed.data.oldState?.stateValue;
  const to = parsed.data.newState?.stateValue;
  return { ...(from && { from }), ...(to && { to }) };
}
