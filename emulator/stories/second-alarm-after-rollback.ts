import { NOTHING, type Story } from './story.ts';

export const secondAlarmAfterRollback: Story = {
  name: 'second-alarm-after-rollback',
  summary:
    'v2 is rolled back and the stage recovers; twenty minutes later an alarm fires again, on v1. That has been good for a day, and the rollback brought nothing new: an outage must not walk back through all versions. The second alarm is held, and people are told.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(3);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(20);
    scene.alarmsGo('ALARM', 'shop-latency');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: [
      'shop/Prod: rollback v2 to v1',
      'shop/Prod: recovered v2 to v1',
      'shop/Prod: hold alarm-after-bake-time',
    ],
    frozen: ['shop/Prod'],
  },
};
