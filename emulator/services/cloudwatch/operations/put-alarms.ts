import * as z from 'zod';
import { type Operation, ServiceError } from '../../service.ts';
import type { Alarm, CompositeAlarm } from '../alarm.ts';
import { type AlarmAccount, existingAlarm } from '../alarm-account.ts';
import { CompositeAlarmDefinition, MetricAlarmDefinition } from '../alarm-definition.ts';
import { type AlarmRule, AlarmRuleError, alarmNamesIn, parseAlarmRule } from '../alarm-rule.ts';
import { parseInput, Tags, validationError } from '../input.ts';
import { permissionOnAlarm } from '../required-permissions.ts';

/** The most alarms one composite alarm can read (API:PutCompositeAlarm). */
const MAX_CHILDREN = 100;

const MetricAlarmInput = MetricAlarmDefinition.and(z.object({ Tags: Tags.optional() }));
const CompositeAlarmInput = CompositeAlarmDefinition.and(z.object({ Tags: Tags.optional() }));

/** PutMetricAlarm: creates a metric alarm or replaces its definition. */
export function putMetricAlarm(account: AlarmAccount): Operation {
  return {
    authorize: permissionOnAlarm(account.identity, 'cloudwatch:PutMetricAlarm'),
    handle: (input) => {
      const { Tags: tags, ...definition } = parseInput(MetricAlarmInput, input);
      const existing = refuseOtherType(account, definition.AlarmName, 'MetricAlarm');
      const alarm = account.alarms.putMetric(definition);
      if (existing === undefined) tag(alarm, tags);
      account.metricEvaluation.scheduleNext(alarm);
      return {};
    },
  };
}

/** PutCompositeAlarm: creates a composite alarm or replaces its definition; authorised on `*` only. */
export function putCompositeAlarm(account: AlarmAccount): Operation {
  return {
    authorize: () => [{ action: 'cloudwatch:PutCompositeAlarm', resource: '*' }],
    handle: (input) => {
      const { Tags: tags, ...definition } = parseInput(CompositeAlarmInput, input);
      const existing = refuseOtherType(account, definition.AlarmName, 'CompositeAlarm');
      const rule = checkedRule(account, definition.AlarmRule, definition.AlarmName);
      if (definition.ActionsSuppressor !== undefined) existingAlarm(account, definition.ActionsSuppressor);
      const before = existing?.type === 'CompositeAlarm' ? existing.definition.ActionsSuppressor : undefined;
      const alarm = account.alarms.putComposite(definition, rule);
      if (existing === undefined) tag(alarm, tags);
      account.compositeEvaluation.put(alarm, before !== definition.ActionsSuppressor);
      return {};
    },
  };
}

function refuseOtherType({ alarms }: AlarmAccount, name: string, type: Alarm['type']): Alarm | undefined {
  const existing = alarms.find(name);
  if (existing !== undefined && existing.type !== type)
    throw validationError(`The alarm "${name}" is a ${existing.type} already; its type cannot change.`);
  return existing;
}

function checkedRule({ alarms }: AlarmAccount, text: string, ownName: string): AlarmRule {
  const rule = parsedRule(text);
  const names = alarmNamesIn(rule);
  if (names.includes(ownName)) throw validationError('AlarmRule must not contain the alarm itself.');
  if (names.length > MAX_CHILDREN)
    throw new ServiceError(
      'LimitExceededFault',
      `AlarmRule reads ${names.length} alarms, the limit is ${MAX_CHILDREN}.`,
    );
  const unknown = names.filter((name) => alarms.find(name) === undefined);
  if (unknown.length > 0)
    throw validationError(
      `Could not save the composite alarm as alarms [${unknown.join(', ')}] in the alarm rule do not exist`,
    );
  return rule;
}

function parsedRule(text: string): CompositeAlarm['rule'] {
  try {
    return parseAlarmRule(text);
  } catch (error) {
    if (error instanceof AlarmRuleError) throw validationError(`AlarmRule is not valid: ${error.message}`);
    throw error;
  }
}

function tag(alarm: Alarm, tags: z.infer<typeof Tags> | undefined): void {
  for (const { Key, Value } of tags ?? []) alarm.tags.set(Key, Value);
}
