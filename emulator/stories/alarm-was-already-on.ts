import { NOTHING, type Story } from './story.ts';

export const alarmWasAlreadyOn: Story = {
  name: 'alarm-was-already-on',
  summary:
    'The alarm has been on for an hour when v2, the fix, is deployed; it flaps once more before it clears. The fix must not be rolled back.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-latency', 'shop-health', 'shop-staging-5xx');
    scene.alarmSince('shop-5xx', 'ALARM', 60);
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('INSUFFICIENT_DATA', 'shop-5xx');
    await scene.pass(1);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(10);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(60);
  },
  end: {
    ...NOTHING,
    announced: ['shop/Prod: hold alarm-on-at-deployment', 'shop/Prod: hold alarm-predates-deployment'],
  },
};
