import {
  type AlarmType,
  type CloudWatchClient,
  type CompositeAlarm,
  type LogAlarm,
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
import type { EpochMillis } from '../decision/time.ts';
import { readGrounds } from '../intake/alarm-grounds.ts';
import { lenient, parseJson } from '../intake/json.ts';
import { type Alarms, CouldNotRead } from '../ports.ts';
import { evaluationOf, logEvaluationOf } from './alarm-evaluation.ts';
import { ruleOf } from './alarm-rule.ts';
import { reading } from './errors.ts';

/** DescribeAlarms leaves composites out unless asked for them. */
const COMMON: readonly AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];
/** Younger than the others: CloudWatch may refuse the kind where it is not known yet, so only what is of neither other kind is asked for. */
const LOG: readonly AlarmType[] = ['LogAlarm'];

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
        const common = await transitionsOfKind(client, COMMON, name, since);
        return common.length > 0 ? common : ifKnown(transitionsOfKind(client, LOG, name, since));
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
  const common = await alarmsOfKind(client, COMMON, names);
  const found = new Set(common.map(({ arn }) => parseAlarmArn(arn)?.name));
  const others = names.filter((name) => !found.has(name));
  return others.length === 0 ? common : [...common, ...(await ifKnown(alarmsOfKind(client, LOG, others)))];
}

/** What there is of a kind of alarms; none where CloudWatch refuses the kind as invalid. */
async function ifKnown<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && /^(Validation|InvalidParameter)/.test(error.name)) return [];
    throw error;
  }
}

async function alarmsOfKind(
  client: CloudWatchClient,
  types: readonly AlarmType[],
  names: readonly string[],
): Promise<readonly ObservedAlarm[]> {
  const alarms: ObservedAlarm[] = [];
  const input = { AlarmNames: [...names], AlarmTypes: [...types] };
  for await (const page of paginateDescribeAlarms({ client, pageSize: AT_ONCE }, input)) {
    for (const alarm of page.MetricAlarms ?? []) alarms.push(...toObservedAlarm(alarm, evaluationOf(alarm)));
    for (const alarm of page.CompositeAlarms ?? []) {
      const observed = toObservedAlarm(alarm, undefined, alarm.ActionsSuppressedBy);
      alarms.push(...observed.map((composite) => withRule(composite, alarm.AlarmRule)));
    }
    for (const alarm of page.LogAlarms ?? []) alarms.push(...toObservedAlarm(alarm, logEvaluationOf(alarm)));
  }
  return alarms;
}

async function transitionsOfKind(
  client: CloudWatchClient,
  types: readonly AlarmType[],
  name: string,
  since: EpochMillis,
): Promise<readonly AlarmTransition[]> {
  const transitions: AlarmTransition[] = [];
  const newestFirst = { HistoryItemType: 'StateUpdate', ScanBy: 'TimestampDescending' } as const;
  const input = { AlarmName: name, AlarmTypes: [...types], ...newestFirst };
  for await (const page of paginateDescribeAlarmHistory({ client, pageSize: AT_ONCE }, input)) {
    for (const { Timestamp: time, HistoryData: data } of page.AlarmHistoryItems ?? []) {
      if (time !== undefined) transitions.push({ at: time.getTime(), ...readChange(data) });
    }
    if (transitions.some(({ at }) => at <= since)) break;
  }
  return transitions;
}

function toObservedAlarm(
  alarm: MetricAlarm | CompositeAlarm | LogAlarm,
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

function withRule(composite: ObservedAlarm, text: string | undefined): ObservedAlarm {
  const home = parseAlarmArn(composite.arn);
  const rule = text === undefined || home === undefined ? undefined : ruleOf(text, home);
  return rule === undefined ? composite : { ...composite, rule };
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
