import { KILLED, NOTHING, type Story } from './story.ts';

export const crashAfterAccept: Story = {
  name: 'crash-after-accept',
  summary:
    "The function's process dies right after CodePipeline accepted its rollback, and nobody has heard the answer. The watch finds the rollback, goes on with it, and people are told once.",
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.killFunctionAfter('RollbackStage');
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(3);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    frozen: ['shop/Prod'],
    failures: [KILLED],
  },
};
