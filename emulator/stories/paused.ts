import { NOTHING, type Story } from './story.ts';

export const paused: Story = {
  name: 'paused',
  summary:
    'A person pauses the stage for a load test; the alarm fires and is held. Resumed, the stage is guarded again: the next alarm rolls v2 back.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    const stage = { pipeline: 'shop', stage: 'Prod', by: 'alice' };
    scene.release('shop', 'v2');
    await scene.pass(5);
    await scene.command({ action: 'pause', ...stage, reason: 'load test' });
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(10);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.command({ action: 'resume', ...stage });
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(3);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: [
      'shop/Prod: paused',
      'shop/Prod: hold paused',
      'shop/Prod: resumed',
      'shop/Prod: rollback v2 to v1',
      'shop/Prod: recovered v2 to v1',
    ],
    frozen: ['shop/Prod'],
  },
};
