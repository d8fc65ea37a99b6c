import { END_OF_SPOKES, OTHER_ACCOUNT, WITH_SPOKES } from './special-spokes.ts';
import type { Story } from './story.ts';

export const alarmInAnotherAccount: Story = {
  name: 'alarm-in-another-account',
  summary:
    'The workload of shop runs in an account of its own. Its alarm fires there, is forwarded, and looked at as the reader role of that account: v2 is rolled back.',
  ...WITH_SPOKES,
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.spoke(OTHER_ACCOUNT).alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(4);
    scene.spoke(OTHER_ACCOUNT).alarmsGo('OK', 'shop-5xx');
    await scene.pass(29);
  },
  end: END_OF_SPOKES,
};
