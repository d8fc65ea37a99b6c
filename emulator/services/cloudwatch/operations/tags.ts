import * as z from 'zod';
import type { JsonObject } from '../../../account/json-object.ts';
import { type Operation, ServiceError } from '../../service.ts';
import type { Alarm } from '../alarm.ts';
import type { AlarmAccount } from '../alarm-account.ts';
import { parseInput, Tags } from '../input.ts';

const ResourceARN = z.string().min(1).max(1024);
const ResourceInput = z.object({ ResourceARN });
const TagInput = z.object({ ResourceARN, Tags });
const UntagInput = z.object({ ResourceARN, TagKeys: z.array(z.string().min(1).max(128)) });

/** ListTagsForResource, for alarms. */
export function listTagsForResource(account: AlarmAccount): Operation {
  return {
    authorize: permissionOnResource('cloudwatch:ListTagsForResource'),
    handle: (input) => {
      const alarm = alarmWithArn(account, parseInput(ResourceInput, input).ResourceARN);
      return { Tags: [...alarm.tags].map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

/** TagResource, for alarms: adds tags and replaces the values of those that are there. */
export function tagResource(account: AlarmAccount): Operation {
  return {
    authorize: permissionOnResource('cloudwatch:TagResource'),
    handle: (input) => {
      const { ResourceARN: arn, Tags: tags } = parseInput(TagInput, input);
      const alarm = alarmWithArn(account, arn);
      for (const { Key, Value } of tags) alarm.tags.set(Key, Value);
      return {};
    },
  };
}

/** UntagResource, for alarms: keys that are not there are ignored. */
export function untagResource(account: AlarmAccount): Operation {
  return {
    authorize: permissionOnResource('cloudwatch:UntagResource'),
    handle: (input) => {
      const { ResourceARN: arn, TagKeys } = parseInput(UntagInput, input);
      const alarm = alarmWithArn(account, arn);
      for (const key of TagKeys) alarm.tags.delete(key);
      return {};
    },
  };
}

function permissionOnResource(action: string) {
  return (input: JsonObject) => {
    const arn = input.ResourceARN;
    return [{ action, resource: typeof arn === 'string' ? arn : '*' }];
  };
}

function alarmWithArn({ alarms }: AlarmAccount, arn: string): Alarm {
  const alarm = alarms.find(arn);
  if (alarm === undefined || alarm.arn !== arn)
    throw new ServiceError('ResourceNotFoundException', `The resource ${arn} does not exist.`, 404);
  return alarm;
}
