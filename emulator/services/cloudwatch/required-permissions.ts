import * as z from 'zod';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { RequiredPermission } from '../service.ts';
import type { AlarmAccount } from './alarm-account.ts';
import { alarmArn } from './alarm-arn.ts';

const Strings = z.array(z.string()).catch([]);
const Text = z.string().optional().catch(undefined);

/** Permission on the alarm that the input member names; on `*` where the input is too malformed to tell. */
export function permissionOnAlarm(identity: AccountIdentity, action: string, member = 'AlarmName') {
  return (input: JsonObject): readonly RequiredPermission[] => {
    const name = Text.parse(input[member]);
    return [{ action, resource: name === undefined ? '*' : alarmArn(identity, name) }];
  };
}

/** Permission on every alarm of the list; deleting a composite alarm needs `*` (API:DeleteAlarms). */
export function permissionOnAlarms(account: AlarmAccount, action: string) {
  return (input: JsonObject): readonly RequiredPermission[] => {
    const names = Strings.parse(input.AlarmNames);
    const composite = names.some((name) => account.alarms.find(name)?.type === 'CompositeAlarm');
    if (names.length === 0 || (composite && action === 'cloudwatch:DeleteAlarms')) return [{ action, resource: '*' }];
    return names.map((name) => ({ action, resource: alarmArn(account.identity, name) }));
  };
}

/**
 * Permission to read alarms: composite alarms are returned only to callers with the permission on `*`, metric alarms also
 * to callers with the permission on the alarms that are asked for (API:DescribeAlarms, API:DescribeAlarmHistory).
 */
export function permissionToRead(identity: AccountIdentity, action: string) {
  return (input: JsonObject): readonly RequiredPermission[] => {
    if (Strings.parse(input.AlarmTypes).includes('CompositeAlarm')) return [{ action, resource: '*' }];
    const one = Text.parse(input.AlarmName);
    const names = one === undefined ? Strings.parse(input.AlarmNames) : [one];
    const prefix = Text.parse(input.AlarmNamePrefix) ?? '';
    const asked = names.length > 0 ? names : [`${prefix}*`];
    return asked.map((name) => ({ action, resource: alarmArn(identity, name) }));
  };
}
