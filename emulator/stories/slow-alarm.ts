import { NOTHING, type Story } from './story.ts';

export const slowAlarm: Story = {
  name: 'slow-alarm',
  summary:
    "A person has rolled v2 back in the console, and the rollback is done, when the alarm of three minutes goes on: it tells of v2's errors. It belongs to v2; v1, which is good, stays.",
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarmAbove('shop-5xx', 10, { evaluationPeriods: 3 });
    scene.alarms('shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    scene.metricGoes('shop-5xx', [0, 0, 40, 50, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    await scene.pass(3.5);
    scene.personRollsBack('shop', 'Prod', 'v1');
    await scene.pass(60);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1, by a person'],
    announced: ['shop/Prod: rollback-by-others v2 to v1', 'shop/Prod: recovered v2 to v1'],
    recorded: ['shop/Prod: hold incident-open'],
  },
};
