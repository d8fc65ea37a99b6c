import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Place } from './clients.ts';
import { type Outcome, outcomeOf } from './refusal.ts';

export interface CallerIdentity {
  readonly account: string;
  /** ARN */
  readonly caller: string;
}

/** Whose credentials these are. */
export async function callerIdentity(sts: STSClient): Promise<CallerIdentity> {
  const { Account = 'unknown', Arn = 'unknown' } = await sts.send(new GetCallerIdentityCommand({}));
  return { account: Account, caller: Arn };
}

/** Credentials of a session of the role. */
export async function assume(sts: STSClient, roleArn: string): Promise<Outcome<NonNullable<Place['credentials']>>> {
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'game-day' });
  const answer = await outcomeOf(sts.send(command));
  if (!answer.ok) return answer;
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.value.Credentials ?? {};
  return {
    ok: true,
    value: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  };
}
