import { NOTHING, type Story } from './story.ts';

export const blamedReleaseGoesOn: Story = {
  name: 'blamed-release-goes-on',
  summary:
    'The alarm of Staging fires while v2 is deployed to Prod already. Staging goes back to v1; what runs in Prod is not stopped, and people are told that v2 has got there.',
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
    await scene.pass(4);
    scene.alarmsGo('ALARM', 'shop-staging-5xx');
    await scene.pass(4);
    scene.alarmsGo('OK', 'shop-staging-5xx');
    await scene.pass(40);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Staging to v1'],
    announced: [
      'shop/Staging: rollback v2 to v1',
      'shop/Staging: went-on v2 to v1',
      'shop/Staging: recovered v2 to v1',
    ],
    frozen: ['shop/Staging'],
  },
};
