import { NOTHING, type Story } from './story.ts';

export const notRecovered: Story = {
  name: 'not-recovered',
  summary:
    'The stage is back on v1, but its alarm stays on: v2 was not the cause. After 15 minutes a person is called; the controller does not roll back further.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(60);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: not-recovered v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
