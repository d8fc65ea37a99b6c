import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { STSServiceException } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { cloudWatchAlarms } from '../../../lambda/aws/alarms.ts';
import { type SpokeAccess, spokeClients } from '../../../lambda/aws/spoke-clients.ts';
import { alarmArn } from '../../../lambda/decision/alarm-arn.ts';
import { MINUTE } from '../../../lambda/decision/time.ts';
import { HOME } from '../../support/home.ts';

const SHOP = { ...HOME, account: '210987654321' };
const spokes = { accounts: [HOME.account, SHOP.account], regions: ['eu-west-1', 'us-east-1'], externalId: 'shop-1' };

/** Spokes whose STS and CloudWatch note what is asked of them; a session lasts an hour. */
function access(but: Partial<SpokeAccess<CloudWatchClient>> = {}) {
  let now = Date.UTC(2026, 0, 10);
  const asked: object[] = [];
  const made: { readonly region: string; readonly as: string; readonly credentials: () => Promise<object> }[] = [];
  const clients = spokeClients({
    spokes,
    home: HOME,
    clock: () => now,
    sts: () => ({
      send: async ({ input }: { readonly input: object }) => {
        asked.push(input);
        const Expiration = new Date(now + 60 * MINUTE);
        return { Credentials: { AccessKeyId: 'id', SecretAccessKey: 'key', SessionToken: 'token', Expiration } };
      },
    }),
    inRegion: (region, credentials) => {
      const of = typeof credentials === 'function' ? credentials : async () => ({});
      made.push({ region, as: credentials === undefined ? 'itself' : 'the reader', credentials: () => of() });
      return new CloudWatchClient({ region, ...(credentials && { credentials }) });
    },
    ...but,
  });
  return { clients, asked, made, pass: (minutes: number) => (now += minutes * MINUTE) };
}

describe('CloudWatch of the spokes', () => {
  test('of another account is looked into as its reader role, with the external id', async () => {
    const { clients, asked, made } = access();
    clients(SHOP);
    expect(made).toMatchObject([{ region: 'eu-west-1', as: 'the reader' }]);
    await made[0]?.credentials();
    expect(asked).toEqual([
      {
        RoleArn: 'arn:aws:iam::210987654321:role/rollback-spoke-reader',
        RoleSessionName: 'rollback-controller',
        ExternalId: 'shop-1',
      },
    ]);
  });

  test('has a client for each account and region, and the regions of an account share a session until it is about to end', async () => {
    const { clients, asked, made, pass } = access();
    expect(clients(SHOP)).toBe(clients({ ...SHOP }));
    clients({ ...SHOP, region: 'us-east-1' });
    await Promise.all(made.map(({ credentials }) => credentials()));
    pass(54);
    await made[0]?.credentials();
    expect(asked).toHaveLength(1);
    pass(1);
    await made[1]?.credentials();
    expect(asked).toHaveLength(2);
  });

  test('of another region of our own account is looked into as ourselves', () => {
    const { clients, made } = access();
    clients({ ...HOME, region: 'us-east-1' });
    expect(made).toMatchObject([{ region: 'us-east-1', as: 'itself' }]);
  });

  test.each([
    ['account', { account: '111111111111' }],
    ['region', { region: 'ap-south-1' }],
    ['partition', { partition: 'aws-cn' }],
  ])('is none of an %s that is no spoke', (_, but) => {
    expect(access().clients({ ...SHOP, ...but })).toBeUndefined();
  });
});

test('an alarm whose reader role is denied cannot be read, which is neither good nor bad, and the reason names the role', async () => {
  const message = 'User: controller is not authorized to perform: sts:AssumeRole';
  let tries = 0;
  const { clients } = access({
    sts: () => ({
      send: async () => {
        tries += 1;
        const $metadata = { httpStatusCode: 403 };
        throw new STSServiceException({ name: 'AccessDenied', message, $fault: 'client', $metadata });
      },
    }),
    inRegion: (region, credentials) => new CloudWatchClient({ region, ...(credentials && { credentials }) }),
  });
  const alarms = cloudWatchAlarms(new CloudWatchClient({ region: HOME.region }), HOME, clients);
  for (const _ of [1, 2]) {
    await expect(alarms.describe([alarmArn(SHOP, 'errors')])).rejects.toMatchObject({
      name: 'CouldNotRead',
      problem: expect.stringContaining(
        'arn:aws:iam::210987654321:role/rollback-spoke-reader could not be assumed: AccessDenied',
      ),
      transient: false,
    });
  }
  expect(tries).toBe(2);
});
