import { NOTHING, type Story } from './story.ts';

export const approvalInTheStage: Story = {
  name: 'approval-in-the-stage',
  summary:
    'v2 has been live in Prod for twenty minutes, and v3 waits there for its approval, when the alarm fires. v3 has changed nothing: v2 is blamed. People are told at once that the approval keeps the rollback out; one of them rejects it, and the stage goes back to v1; the rollback runs the approval, too, and they are told that it waits for it.',
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
    await scene.pass(20);
    scene.release('shop', 'v3');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(6);
    scene.person.rejects('shop', 'Prod');
    await scene.pass(3);
    scene.person.approves('shop', 'Prod');
    await scene.pass(3);
    scene.alarmsGo('OK', 'shop-5xx');
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: [
      'shop/Prod: wait',
      'shop/Prod: rollback v2 to v1',
      'shop/Prod: rollback-stuck v2 to v1',
      'shop/Prod: recovered v2 to v1',
    ],
    frozen: ['shop/Prod'],
  },
};
