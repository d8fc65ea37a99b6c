import { NOTHING, type Story } from './story.ts';

export const rollbackFails: Story = {
  name: 'rollback-fails',
  summary:
    'v2 is bad, and so is the way back: the rollback execution fails. A person is called; nothing is tried again.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.rollbacksFail('shop', 'Prod');
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
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: rollback-failed v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
