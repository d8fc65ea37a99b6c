import * as z from 'zod';
import type { JsonObject } from '../../../account/json-object.ts';
import { type Operation, ServiceError } from '../../service.ts';
import type { Alarm, CompositeAlarm, LogAlarm, MetricAlarm } from '../alarm.ts';
import { type AlarmAccount, existingAlarm } from '../alarm-account.ts';
import { suppressionReason } from '../alarm-events.ts';
import { alarmNamesIn } from '../alarm-rule.ts';
import { epochSeconds } from '../alarm-timestamp.ts';
import { AlarmName, AlarmNames, AlarmTypes, fromText, parseInput } from '../input.ts';
import { pageOf } from '../page.ts';
import { permissionToRead } from '../required-permissions.ts';

/** A page holds at most 100 alarms, and 50 when the caller does not say (API:DescribeAlarms). */
const DEFAULT_PAGE = 50;

const Input = z.object({
  AlarmNames: AlarmNames.optional(),
  AlarmNamePrefix: AlarmName.optional(),
  AlarmTypes: AlarmTypes.optional(),
  ChildrenOfAlarmName: AlarmName.optional(),
  ParentsOfAlarmName: AlarmName.optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  ActionPrefix: z.string().min(1).max(1024).optional(),
  MaxRecords: fromText(z.int().min(1).max(100)).default(DEFAULT_PAGE),
  NextToken: z.string().optional(),
});

type Filter = z.infer<typeof Input>;

/** DescribeAlarms: composite and log alarms only where AlarmTypes asks for them; alarms that do not exist are left out silently. */
export function describeAlarms(account: AlarmAccount): Operation {
  return {
    authorize: permissionToRead(account.identity, 'cloudwatch:DescribeAlarms'),
    handle: (input) => {
      const { NextToken, MaxRecords, ...filter } = parseInput(Input, input);
      refuseCombinations(filter);
      const { items, nextToken } = pageOf(selected(account, filter), filter, MaxRecords, NextToken);
      const byKin = filter.ChildrenOfAlarmName !== undefined || filter.ParentsOfAlarmName !== undefined;
      return {
        MetricAlarms: items.filter((alarm) => alarm.type === 'MetricAlarm').map(byKin ? brief : describeMetric),
        CompositeAlarms: items
          .filter((alarm) => alarm.type === 'CompositeAlarm')
          .map(byKin ? brief : describeComposite),
        LogAlarms: items.filter((alarm) => alarm.type === 'LogAlarm').map(byKin ? brief : describeLog),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      };
    },
  };
}

type Selection = Omit<Filter, 'NextToken' | 'MaxRecords'>;

function refuseCombinations(filter: Selection): void {
  const refuse = (message: string): never => {
    throw new ServiceError('InvalidParameterCombinationException', message);
  };
  if (filter.AlarmNames !== undefined && filter.AlarmNamePrefix !== undefined)
    refuse('AlarmNames and AlarmNamePrefix cannot be used together.');
  const { ChildrenOfAlarmName, ParentsOfAlarmName, ...others } = filter;
  const otherMembers = Object.values(others).some((value) => value !== undefined);
  if (ChildrenOfAlarmName !== undefined && (ParentsOfAlarmName !== undefined || otherMembers))
    refuse('ChildrenOfAlarmName cannot be used with another filter.');
  if (ParentsOfAlarmName !== undefined && otherMembers)
    refuse('ParentsOfAlarmName cannot be used with another filter.');
}

function selected(account: AlarmAccount, filter: Selection): Alarm[] {
  const all = account.alarms.all();
  if (filter.ChildrenOfAlarmName !== undefined) {
    const parent = existingAlarm(account, filter.ChildrenOfAlarmName);
    const children = parent.type === 'CompositeAlarm' ? alarmNamesIn(parent.rule) : [];
    return all.filter(({ name }) => children.includes(name));
  }
  const child = filter.ParentsOfAlarmName;
  if (child !== undefined)
    return all.filter((alarm) => alarm.type === 'CompositeAlarm' && alarmNamesIn(alarm.rule).includes(child));
  const types = filter.AlarmTypes ?? ['MetricAlarm'];
  const { AlarmNames: names, AlarmNamePrefix: prefix = '', StateValue, ActionPrefix } = filter;
  return all.filter(
    (alarm) =>
      types.includes(alarm.type) &&
      (names === undefined || names.includes(alarm.name)) &&
      alarm.name.startsWith(prefix) &&
      (StateValue === undefined || alarm.state.value === StateValue) &&
      (ActionPrefix === undefined || actionsOf(alarm).some((action) => action.startsWith(ActionPrefix))),
  );
}

function actionsOf({ definition }: Alarm): string[] {
  return [...definition.AlarmActions, ...definition.OKActions, ...definition.InsufficientDataActions];
}

/** What ChildrenOfAlarmName and ParentsOfAlarmName return of an alarm. */
function brief({ name, arn, state }: Alarm): JsonObject {
  return {
    AlarmName: name,
    AlarmArn: arn,
    StateValue: state.value,
    StateUpdatedTimestamp: epochSeconds(state.updatedAt),
  };
}

function describeMetric(alarm: MetricAlarm): JsonObject {
  return {
    ...alarm.definition,
    ...common(alarm),
    ...(alarm.evaluationState !== undefined && { EvaluationState: alarm.evaluationState }),
  };
}

function describeComposite(alarm: CompositeAlarm): JsonObject {
  const { suppressedBy } = alarm.state;
  return {
    ...alarm.definition,
    ...common(alarm),
    ...(suppressedBy !== undefined && {
      ActionsSuppressedBy: suppressedBy,
      ActionsSuppressedReason: suppressionReason(suppressedBy),
    }),
  };
}

function describeLog(alarm: LogAlarm): JsonObject {
  return { ...alarm.definition, ...common(alarm) };
}

function common({ arn, state, configuredAt }: Alarm): JsonObject {
  return {
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: epochSeconds(configuredAt),
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: epochSeconds(state.updatedAt),
    StateTransitionedTimestamp: epochSeconds(state.transitionedAt),
  };
}
