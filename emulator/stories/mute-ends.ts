import { NOTHING, type Story } from './story.ts';

export const muteEnds: Story = {
  name: 'mute-ends',
  summary:
    'The alarm fires while it is muted for half an hour, and is still on when the mute ends. CloudWatch sends no further event for it: the controller looks again by itself, and rolls back.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    scene.mute('load-test', ['shop-latency'], 30);
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-latency');
    await scene.pass(30);
    scene.alarmsGo('OK', 'shop-latency');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: hold alarm-muted', 'shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
