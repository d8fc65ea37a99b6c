import { NOTHING, type Story } from './story.ts';

export const personWasFaster: Story = {
  name: 'person-was-faster',
  summary:
    'A person has seen that v2 is bad and rolls back in the console; the alarm fires while that rollback is running. It is left alone, followed to its end like one of our own, and covers the alarm.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.personRollsBack('shop', 'Prod', 'v1');
    await scene.pass(0.5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(3);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1, by a person'],
    announced: ['shop/Prod: rollback-by-others v2 to v1', 'shop/Prod: recovered v2 to v1'],
    recorded: ['shop/Prod: hold incident-open'],
  },
};
