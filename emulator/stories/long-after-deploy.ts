import { NOTHING, type Story } from './story.ts';

export const longAfterDeploy: Story = {
  name: 'long-after-deploy',
  summary:
    'v2 has run for three hours when the alarm fires, the bake time is one. Nothing is rolled back, and people learn why.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(180);
    scene.alarmsGo('ALARM', 'shop-latency');
    await scene.pass(30);
  },
  end: { ...NOTHING, announced: ['shop/Prod: hold alarm-after-bake-time'] },
};
