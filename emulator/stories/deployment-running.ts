import { NOTHING, type Story } from './story.ts';

export const deploymentRunning: Story = {
  name: 'deployment-running',
  summary:
    'The alarm fires while v2 is still being deployed to Prod. CodePipeline rolls back only a stage at rest: the controller says so, waits for the end of the deployment, decides again, and rolls back.',
  before: (scene) => {
    scene.pipeline({
      name: 'shop',
      stages: ['Source', 'Staging', { name: 'Prod', actionMinutes: 10 }],
      releases: ['v0', 'v1'],
    });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(15);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: wait', 'shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
