import { NOTHING, type Story } from './story.ts';

export const twoStagesAtOnce: Story = {
  name: 'two-stages-at-once',
  summary:
    'v2 is bad in Staging and in Prod, and the alarms of both fire together. Each stage is rolled back once, on its own.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx', 'shop-staging-5xx');
    await scene.pass(4);
    scene.alarmsGo('OK', 'shop-5xx', 'shop-staging-5xx');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Staging to v1', 'shop/Prod to v1'],
    announced: [
      'shop/Prod: rollback v2 to v1',
      'shop/Staging: rollback v2 to v1',
      'shop/Prod: recovered v2 to v1',
      'shop/Staging: recovered v2 to v1',
    ],
    frozen: ['shop/Staging', 'shop/Prod'],
  },
};
