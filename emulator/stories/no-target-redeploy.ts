import { NOTHING, type Story } from './story.ts';

export const noTargetRedeploy: Story = {
  name: 'no-target-redeploy',
  summary:
    'The pipeline was edited, so nothing can be rolled back when v2 is bad. A person has the pipeline run v1 again: through every stage, and followed to its end.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.edit('shop');
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-health');
    await scene.pass(2);
    const stage = { pipeline: 'shop', stage: 'Prod', by: 'alice' };
    await scene.command({ action: 'plan', ...stage });
    await scene.command({ action: 'redeploy', ...stage, reason: 'no target since the edit' });
    await scene.pass(10);
    scene.alarmsGo('OK', 'shop-health');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop runs v1 again'],
    announced: ['shop/Prod: hold no-eligible-target', 'shop/Prod: redeploy v2 to v1', 'shop/Prod: recovered v2 to v1'],
    recorded: ['shop/Prod: planned'],
    frozen: ['shop/Prod'],
  },
};
