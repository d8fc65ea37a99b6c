import { NOTHING, type Story } from './story.ts';

export const nextReleaseWaiting: Story = {
  name: 'next-release-waiting',
  summary:
    'v3 waits before Prod while v2 is deployed there for ten minutes, and the alarm fires. The way in is closed at once: v3 stays outside, and v2 is rolled back when its deployment has ended. A quarter of an hour later a person stops v3, which carries the defect, too.',
  before: (scene) => {
    scene.pipeline({
      name: 'shop',
      stages: ['Source', 'Staging', { name: 'Prod', actionMinutes: 10 }],
      releases: ['v0', 'v1'],
    });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(3);
    scene.release('shop', 'v3');
    await scene.pass(4);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(15);
    scene.person.stops('shop', 'v3');
    await scene.pass(15);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(40);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: wait', 'shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
