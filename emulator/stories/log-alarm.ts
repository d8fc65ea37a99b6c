import { NOTHING, type Story } from './story.ts';

export const logAlarm: Story = {
  name: 'log-alarm',
  summary:
    'v2 writes errors into the log of Prod, and the next query of a log alarm, minutes later, finds them. The stage goes back to v1; the alarm recovers.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-staging-5xx');
    scene.logAlarm('shop-health');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(7);
    scene.alarmsGo('ALARM', 'shop-health');
    await scene.pass(10);
    scene.alarmsGo('OK', 'shop-health');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    frozen: ['shop/Prod'],
  },
};
