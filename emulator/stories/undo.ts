import { NOTHING, type Story } from './story.ts';

export const undo: Story = {
  name: 'undo',
  summary:
    'v2 was rolled back for an alarm that was wrong. A person takes the rollback back with one command: v2 is live again and forgiven, the freeze is lifted, and v3 enters the stage.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(4);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(30);
    await scene.command({
      action: 'undo',
      pipeline: 'shop',
      stage: 'Prod',
      by: 'alice',
      reason: 'the probe was broken',
    });
    await scene.pass(30);
    scene.release('shop', 'v3');
    await scene.pass(5);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1', 'shop/Prod to v2'],
    announced: [
      'shop/Prod: rollback v2 to v1',
      'shop/Prod: recovered v2 to v1',
      'shop/Prod: rollback v1 to v2',
      'shop/Prod: recovered v1 to v2',
    ],
  },
};
