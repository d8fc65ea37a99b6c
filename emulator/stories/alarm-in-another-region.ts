import { GUARDS_OF_SPOKES, OTHER_ACCOUNT, OTHER_REGION, SPOKES } from './special-spokes.ts';
import { NOTHING, type Story } from './story.ts';

export const alarmInAnotherRegion: Story = {
  name: 'alarm-in-another-region',
  summary:
    'The alarm of another region of the same account fires. Its event is lost on the way, and a look once a minute while v2 bakes sees it: v2 is rolled back.',
  guards: GUARDS_OF_SPOKES,
  spokes: SPOKES,
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx');
    for (const place of [OTHER_ACCOUNT, OTHER_REGION]) scene.spoke(place).alarms('shop-5xx');
  },
  play: async (scene) => {
    scene.spoke(OTHER_REGION).forwardsAreLost();
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.spoke(OTHER_REGION).alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(4);
    scene.spoke(OTHER_REGION).alarmsGo('OK', 'shop-5xx');
    await scene.pass(29);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
