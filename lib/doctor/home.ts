import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Location } from '../../lambda/decision/alarm-arn.ts';

/** Where the caller's credentials are at home, in that region; a call that every identity may make (API:GetCallerIdentity). */
export async function homeIn(region: string, client = new STSClient({ region })): Promise<Location> {
  const { Account: account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
  const [, partition = ''] = Arn.split(':');
  return { partition, region, account };
}
