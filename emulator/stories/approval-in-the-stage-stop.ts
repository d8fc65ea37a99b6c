import { SPECIAL_GUARDS } from './special-guards.ts';
import { NOTHING, type Story } from './story.ts';

export const approvalInTheStageStop: Story = {
  name: 'approval-in-the-stage-stop',
  summary:
    'As before, but the guard says "stop": the stage is frozen, the approval of v3 is rejected for it, and the stage goes back to v1, once a person has approved the rollback. Nothing that runs is stopped.',
  guards: SPECIAL_GUARDS,
  before: (scene) => {
    scene.pipeline({
      name: 'payments',
      stages: ['Source', { name: 'Prod', approval: true }],
      releases: ['v0', 'v1'],
    });
    scene.alarms('payments-errors');
  },
  play: async (scene) => {
    scene.release('payments', 'v2');
    await scene.pass(5);
    scene.person.approves('payments', 'Prod');
    await scene.pass(20);
    scene.release('payments', 'v3');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'payments-errors');
    await scene.pass(3);
    scene.person.approves('payments', 'Prod');
    await scene.pass(3);
    scene.alarmsGo('OK', 'payments-errors');
    await scene.pass(40);
  },
  end: {
    ...NOTHING,
    rollbacks: ['payments/Prod to v1'],
    announced: [
      'payments/Prod: wait',
      'payments/Prod: rollback v2 to v1',
      'payments/Prod: rollback-stuck v2 to v1',
      'payments/Prod: recovered v2 to v1',
    ],
    frozen: ['payments/Prod'],
  },
};
