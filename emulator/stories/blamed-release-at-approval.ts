import { NOTHING, type Story } from './story.ts';

export const blamedReleaseAtApproval: Story = {
  name: 'blamed-release-at-approval',
  summary:
    'v2 waits for its approval in Prod when the alarm of Staging fires. Staging goes back to v1, and the approval is rejected: what is known to be bad does not go on. People are told that it must be released anew.',
  before: (scene) => {
    scene.pipeline({
      name: 'shop',
      stages: ['Source', 'Staging', { name: 'Prod', approval: true }],
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
      'shop/Staging: held-back v2 to v1',
      'shop/Staging: recovered v2 to v1',
    ],
    frozen: ['shop/Staging'],
  },
};
