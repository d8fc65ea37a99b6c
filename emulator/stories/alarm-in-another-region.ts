import { END_OF_SPOKES, OTHER_REGION, WITH_SPOKES } from './special-spokes.ts';
import type { Story } from './story.ts';

export const alarmInAnotherRegion: Story = {
  name: 'alarm-in-another-region',
  summary:
    'The alarm of another region of the same account fires. Its event is lost on the way, and a look once a minute while v2 bakes sees it: v2 is rolled back.',
  ...WITH_SPOKES,
  play: async (scene) => {
    scene.spoke(OTHER_REGION).forwardsAreLost();
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.spoke(OTHER_REGION).alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(4);
    scene.spoke(OTHER_REGION).alarmsGo('OK', 'shop-5xx');
    await scene.pass(29);
  },
  end: END_OF_SPOKES,
};
