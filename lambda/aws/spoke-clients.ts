import type { CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Location } from '../decision/alarm-arn.ts';
import { MINUTE } from '../decision/time.ts';
import { SPOKE_READER_ROLE } from '../environment.ts';
import { CouldNotRead } from '../ports.ts';
import { awsFailure } from './errors.ts';

export interface SpokeAccess<Client> {
  readonly spokes: Spokes;
  readonly home: Location;
  readonly clock: () => number;
  readonly sts: () => Pick<STSClient, 'send'>;
  /** The clients of a region; with our own credentials unless others are given. */
  readonly inRegion: (region: string, credentials?: CloudWatchClientConfig['credentials']) => Client;
}

type Assuming = Omit<SpokeAccess<unknown>, 'inRegion'>;

interface Spokes {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly externalId: string;
}

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A session is made anew so long before it ends. */
const EARLY = 5 * MINUTE;

/**
 * Clients of the spokes: of each account and region, made when they are first needed and kept. Another account is looked into as
 * its reader role, whose session all its regions share; our own account as ourselves. Undefined for what is no spoke.
 */
export function spokeClients<Client>(access: SpokeAccess<Client>): (location: Location) => Client | undefined {
  const { spokes, home, inRegion } = access;
  const clients = new Map<string, Client>();
  const readers = new Map<string, () => Promise<Session>>();
  return ({ partition, account, region }) => {
    if (partition !== home.partition || !spokes.accounts.includes(account) || !spokes.regions.includes(region)) {
      return undefined;
    }
    const kept = clients.get(`${account}/${region}`);
    if (kept !== undefined) return kept;
    const reader = readers.get(account) ?? remembered(access, account);
    readers.set(account, reader);
    const client = account === home.account ? inRegion(region) : inRegion(region, reader);
    clients.set(`${account}/${region}`, client);
    return client;
  };
}

/** The session of an account's reader role, until it is about to end. What failed is tried again at the next call. */
function remembered(access: Assuming, account: string): () => Promise<Session> {
  let session: Promise<Session> | undefined;
  let until = 0;
  return async () => {
    if (session === undefined || access.clock() >= until) {
      until = Number.POSITIVE_INFINITY;
      session = assumed(access, account);
    }
    try {
      const current = await session;
      until = current.expiration.getTime() - EARLY;
      return current;
    } catch (error) {
      session = undefined;
      throw error;
    }
  };
}

async function assumed({ home, spokes, sts }: Assuming, account: string): Promise<Session> {
  const role = `arn:${home.partition}:iam::${account}:role/${SPOKE_READER_ROLE}`;
  try {
    const { Credentials } = await sts().send(
      new AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: 'rollback-controller',
        ExternalId: spokes.externalId,
      }),
    );
    const {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration,
    } = Credentials ?? {};
    if (!accessKeyId || !secretAccessKey || !sessionToken || !expiration) {
      throw new CouldNotRead(`role ${role}`, `${role} gave no credentials`, true);
    }
    return { accessKeyId, secretAccessKey, sessionToken, expiration };
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === undefined) throw error;
    const problem = `${role} could not be assumed: ${failure.problem}; is the spoke deployed to account ${account}?`;
    throw new CouldNotRead(`role ${role}`, problem, failure.kind !== 'refused', error);
  }
}
