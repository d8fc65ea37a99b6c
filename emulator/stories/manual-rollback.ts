import { NOTHING, type Story } from './story.ts';

export const manualRollback: Story = {
  name: 'manual-rollback',
  summary:
    'No alarm saw that v2 is bad, but a person did, hours later, and asks the function to roll back; and, when the fix is ready, to release the stage.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(180);
    const stage = { pipeline: 'shop', stage: 'Prod', by: 'alice' };
    await scene.command({ action: 'rollback', ...stage, reason: 'wrong prices' });
    await scene.pass(30);
    await scene.command({ action: 'release', ...stage, reason: 'v3 is ready' });
    scene.release('shop', 'v3');
    await scene.pass(5);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1', 'shop/Prod: released'],
  },
};
