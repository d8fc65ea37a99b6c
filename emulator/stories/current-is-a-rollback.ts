import { NOTHING, type Story } from './story.ts';

export const currentIsARollback: Story = {
  name: 'current-is-a-rollback',
  summary:
    'A person rolled Prod back from v2 to v1, and no alarm was on in its recovery time. Half an hour later an alarm goes on. v1 has been good for a day, and the rollback brought nothing new: it is not blamed, and nothing goes back to v0, nor forward to v2.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1', 'v2'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.personRollsBack('shop', 'Prod', 'v1');
    await scene.pass(30);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(4);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1, by a person'],
    announced: [
      'shop/Prod: rollback-by-others v2 to v1',
      'shop/Prod: recovered v2 to v1',
      'shop/Prod: hold alarm-after-bake-time',
    ],
  },
};
