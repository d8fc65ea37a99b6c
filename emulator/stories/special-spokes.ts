import type { Spokes } from '../../lib/spoke/spokes.ts';

/** Where the workload of `shop` runs. */
export const OTHER_ACCOUNT = { accountId: '210987654321', region: 'us-east-1' };
/** Where the controller's own account has more of it. */
export const OTHER_REGION = { accountId: '123456789012', region: 'eu-west-1' };

export const SPOKES: Spokes = {
  organization: 'o-a1b2c3d4e5',
  accounts: [OTHER_ACCOUNT.accountId, OTHER_REGION.accountId],
  regions: [OTHER_ACCOUNT.region, OTHER_REGION.region],
  externalId: 'shop-1',
};

/** One alarm of one name in three places: beside the controller, in another account, and in another region. */
export const GUARDS_OF_SPOKES: readonly object[] = [
  {
    pipeline: 'shop',
    stage: 'Prod',
    alarms: [
      'shop-5xx',
      ...[OTHER_ACCOUNT, OTHER_REGION].map(
        ({ accountId, region }) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:shop-5xx`,
      ),
    ],
  },
];
