import { NOTHING, type Story } from './story.ts';

export const fixIsApproved: Story = {
  name: 'fix-is-approved',
  summary:
    'v3, which waits for its approval in Prod when the alarm about v2 fires, is the fix. A person approves it because of the alarm: it began deploying after the trouble and is not blamed, nor is v2 brought back.',
  before: (scene) => {
    scene.pipeline({
      name: 'shop',
      stages: ['Source', 'Staging', { name: 'Prod', approval: true }],
      releases: ['v0', 'v1'],
    });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.person.approves('shop', 'Prod');
    await scene.pass(6);
    scene.release('shop', 'v3');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(10);
    scene.person.approves('shop', 'Prod');
    await scene.pass(5);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    announced: ['shop/Prod: wait', 'shop/Prod: not-rolled-back'],
    recorded: ['shop/Prod: hold suspect-replaced', 'shop/Prod: hold alarm-on-at-deployment'],
  },
};
