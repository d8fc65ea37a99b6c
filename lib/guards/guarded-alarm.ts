import { ArnFormat, Fn, Reference, type Stack, Token, Tokenization } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { parseAlarmArn } from '../../lambda/decision/alarm-arn.ts';

/** An alarm of a guard; both may be tokens. */
export interface GuardedAlarm {
  readonly name: string;
  readonly arn: string;
}

/**
 * Name and ARN of an alarm given as name, ARN or construct. A string that is one unresolved token counts as a name, unless
 * it refers to the `Arn` attribute of a resource.
 */
export function guardedAlarm(stack: Stack, alarm: string | cloudwatch.IAlarm): GuardedAlarm {
  if (typeof alarm !== 'string') return { name: alarm.alarmName, arn: alarm.alarmArn };
  if (!isArn(alarm)) return { name: alarm, arn: alarmArn(stack, alarm) };
  return { name: parseAlarmArn(alarm)?.name ?? Fn.select(1, Fn.split(':alarm:', alarm)), arn: alarm };
}

function isArn(text: string): boolean {
  if (text.startsWith('arn:')) return true;
  if (!Token.isUnresolved(text)) return false;
  const fragments = Tokenization.reverseString(text);
  const token = fragments.firstToken;
  return fragments.length === 1 && Reference.isReference(token) && token.displayName === 'Arn';
}

function alarmArn(stack: Stack, name: string): string {
  return stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
