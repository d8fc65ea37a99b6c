import type { AccountIdentity } from '../../account/account-identity.ts';

/** ARN of the alarm with this name in the account. */
export function alarmArn({ region, accountId }: AccountIdentity, alarmName: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`;
}

/** The alarm's name, from its ARN or from the name itself; a name may hold colons. */
export function alarmNameOf(nameOrArn: string): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn;
  return /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(nameOrArn)?.[1] ?? nameOrArn;
}
