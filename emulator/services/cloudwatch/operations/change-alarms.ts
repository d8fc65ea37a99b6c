import * as z from 'zod';
import { type Operation, ServiceError } from '../../service.ts';
import { type AlarmAccount, existingAlarm } from '../alarm-account.ts';
import { alarmNamesIn } from '../alarm-rule.ts';
import { AlarmName, AlarmNames, parseInput } from '../input.ts';
import { permissionOnAlarm, permissionOnAlarms } from '../required-permissions.ts';

const NamesInput = z.object({ AlarmNames });

const StateInput = z.object({
  AlarmName,
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.string().max(1023),
  StateReasonData: z.string().max(4000).optional(),
});

/** SetAlarmState: a metric alarm returns to what its metric says at the next evaluation, a composite one does not. */
export function setAlarmState(account: AlarmAccount): Operation {
  return {
    authorize: permissionOnAlarm(account.identity, 'cloudwatch:SetAlarmState'),
    handle: (input) => {
      const { AlarmName: name, StateValue, StateReason, StateReasonData } = parseInput(StateInput, input);
      const alarm = existingAlarm(account, name);
      refuseMalformedJson(StateReasonData);
      const verdict = { value: StateValue, reason: StateReason, reasonData: StateReasonData };
      if (alarm.type === 'CompositeAlarm') account.compositeEvaluation.set(alarm, verdict);
      else if (account.alarms.update(alarm, verdict) && alarm.type === 'MetricAlarm')
        account.metricEvaluation.scheduleNext(alarm);
      return {};
    },
  };
}

/** EnableAlarmActions and DisableAlarmActions: alarms that do not exist are left out silently. */
export function switchAlarmActions(account: AlarmAccount, enabled: boolean): Operation {
  const action = `cloudwatch:${enabled ? 'Enable' : 'Disable'}AlarmActions`;
  return {
    authorize: permissionOnAlarms(account, action),
    handle: (input) => {
      for (const name of parseInput(NamesInput, input).AlarmNames) {
        const alarm = account.alarms.find(name);
        if (alarm !== undefined) account.alarms.setActionsEnabled(alarm, enabled);
      }
      return {};
    },
  };
}

/** DeleteAlarms: all or, when one does not exist, none; at most one composite alarm in a call (API:DeleteAlarms). */
export function deleteAlarms(account: AlarmAccount): Operation {
  return {
    authorize: permissionOnAlarms(account, 'cloudwatch:DeleteAlarms'),
    handle: (input) => {
      const alarms = parseInput(NamesInput, input).AlarmNames.map((name) => existingAlarm(account, name));
      const composites = alarms.filter((alarm) => alarm.type === 'CompositeAlarm');
      if (composites.length > 1 || (composites.length === 1 && alarms.length > 1))
        throw new ServiceError('ValidationError', 'A composite alarm must be deleted in a call of its own.');
      for (const composite of composites) refuseCycle(account, composite.name);
      for (const alarm of alarms) {
        account.metricEvaluation.removed(alarm.name);
        account.compositeEvaluation.removed(alarm);
        account.alarms.remove(alarm);
      }
      return {};
    },
  };
}

/** Composite alarms that read each other cannot be deleted before the cycle is broken (API:DeleteAlarms). */
function refuseCycle({ alarms }: AlarmAccount, name: string): void {
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const alarm = alarms.find(next);
    for (const child of alarm?.type === 'CompositeAlarm' ? alarmNamesIn(alarm.rule) : []) {
      if (child === name)
        throw new ServiceError(
          'ValidationError',
          `The alarm "${name}" is part of a cycle: set its AlarmRule to FALSE first.`,
        );
      if (!seen.has(child)) open.push(child);
      seen.add(child);
    }
  }
}

function refuseMalformedJson(text: string | undefined): void {
  if (text === undefined) return;
  try {
    JSON.parse(text);
  } catch {
    throw new ServiceError('InvalidFormatFault', 'StateReasonData was not syntactically valid JSON.');
  }
}
