import type { Spokes } from '../../lib/spoke/spokes.ts';
import { NOTHING, type Story } from './story.ts';

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
const GUARDS: readonly object[] = [
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

/** What every story of spokes begins with. */
export const WITH_SPOKES: Pick<Story, 'guards' | 'spokes' | 'before'> = {
  guards: GUARDS,
  spokes: SPOKES,
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx');
    for (const place of [OTHER_ACCOUNT, OTHER_REGION]) scene.spoke(place).alarms('shop-5xx');
  },
};

/** The rollback that the alarm of a spoke asks for. */
export const END_OF_SPOKES: Story['end'] = {
  ...NOTHING,
  rollbacks: ['shop/Prod to v1'],
  announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
  frozen: ['shop/Prod'],
};
