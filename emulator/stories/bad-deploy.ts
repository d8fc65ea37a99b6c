import { NOTHING, type Story } from './story.ts';

export const badDeploy: Story = {
  name: 'bad-deploy',
  summary:
    'v2 reaches Prod, two minutes later its alarm fires. The stage goes back to v1 and is frozen; the alarm recovers, and people are told both.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarmAbove('shop-5xx', 10);
    scene.alarms('shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    scene.metricGoes('shop-5xx', [2, 1, 3, 6, 48, 95, 22, 3, 2, 1, 2]);
    await scene.pass(38);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
