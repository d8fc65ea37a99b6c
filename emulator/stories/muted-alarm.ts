import { NOTHING, type Story } from './story.ts';

export const mutedAlarm: Story = {
  name: 'muted-alarm',
  summary:
    'The operators have muted the alarm for a load test when it fires right after v2. Its event says so, and nothing is rolled back; looked at again when the mute ends, the alarm has long been off.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    scene.mute('load-test', ['shop-latency'], 60);
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-latency');
    await scene.pass(10);
    scene.alarmsGo('OK', 'shop-latency');
    await scene.pass(60);
  },
  end: {
    ...NOTHING,
    announced: ['shop/Prod: hold alarm-muted'],
    recorded: ['shop/Prod: hold alarm-not-in-alarm'],
  },
};
