import { GUARDS_OF_SPOKES, OTHER_ACCOUNT, OTHER_REGION, SPOKES } from './special-spokes.ts';
import { NOTHING, type Story } from './story.ts';

export const alarmInAnotherAccount: Story = {
  name: 'alarm-in-another-account',
  summary:
    'The workload of shop runs in an account of its own. Its alarm fires there, is forwarded, and looked at as the reader role of that account: v2 is rolled back.',
  guards: GUARDS_OF_SPOKES,
  spokes: SPOKES,
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx');
    for (const place of [OTHER_ACCOUNT, OTHER_REGION]) scene.spoke(place).alarms('shop-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.spoke(OTHER_ACCOUNT).alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(4);
    scene.spoke(OTHER_ACCOUNT).alarmsGo('OK', 'shop-5xx');
    await scene.pass(29);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
