import { NOTHING, type Story } from './story.ts';

export const blamedReleaseBetweenStages: Story = {
  name: 'blamed-release-between-stages',
  summary:
    'v2 has left Staging and waits before Prod, which a person has closed, when the alarm of Staging fires. Staging goes back to v1, and the execution of v2 is stopped: it does not enter Prod once that is open again.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.person.disablesTransition('shop', 'Prod', 'No deployments during the sale');
    scene.release('shop', 'v2');
    await scene.pass(4);
    scene.alarmsGo('ALARM', 'shop-staging-5xx');
    await scene.pass(4);
    scene.alarmsGo('OK', 'shop-staging-5xx');
    await scene.pass(20);
    scene.person.enablesTransition('shop', 'Prod');
    await scene.pass(20);
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
