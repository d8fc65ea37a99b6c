import { NOTHING, type Story } from './story.ts';

export const frozenAndReleased: Story = {
  name: 'frozen-and-released',
  summary:
    'A person has closed the transition into Prod when the alarms of Staging and Prod fire. Both stages are rolled back; a person releases both. Our freeze of Staging is lifted, theirs of Prod is not ours to lift.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.personDisablesTransition('shop', 'Prod', 'No deployments during the sale');
    scene.alarmsGo('ALARM', 'shop-5xx', 'shop-staging-5xx');
    await scene.pass(4);
    scene.alarmsGo('OK', 'shop-5xx', 'shop-staging-5xx');
    await scene.pass(30);
    await scene.command({ action: 'release', pipeline: 'shop', stage: 'Staging', by: 'alice', reason: 'v3 is ready' });
    await scene.command({ action: 'release', pipeline: 'shop', stage: 'Prod', by: 'alice', reason: 'v3 is ready' });
    await scene.pass(5);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Staging to v1', 'shop/Prod to v1'],
    announced: [
      'shop/Prod: rollback v2 to v1',
      'shop/Staging: rollback v2 to v1',
      'shop/Prod: recovered v2 to v1',
      'shop/Staging: recovered v2 to v1',
      'shop/Staging: released',
    ],
    recorded: ['shop/Prod: command-refused'],
    frozen: ['shop/Prod'],
  },
};
