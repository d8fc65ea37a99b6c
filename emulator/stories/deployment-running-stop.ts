import { SPECIAL_GUARDS } from './special-guards.ts';
import { NOTHING, type Story } from './story.ts';

export const deploymentRunningStop: Story = {
  name: 'deployment-running-stop',
  summary:
    'As before, but the guard says "stop": the stage is frozen, the first of the two actions of v2 ends, the second never begins, and the stage goes back to v1.',
  guards: SPECIAL_GUARDS,
  before: (scene) => {
    scene.pipeline({
      name: 'payments',
      stages: ['Source', { name: 'Prod', actions: ['Half', 'Rest'], actionMinutes: 10 }],
      releases: ['v0', 'v1'],
    });
    scene.alarms('payments-errors');
  },
  play: async (scene) => {
    scene.release('payments', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'payments-errors');
    await scene.pass(15);
    scene.alarmsGo('OK', 'payments-errors');
    await scene.pass(40);
  },
  end: {
    ...NOTHING,
    rollbacks: ['payments/Prod to v1'],
    announced: ['payments/Prod: wait', 'payments/Prod: rollback v2 to v1', 'payments/Prod: recovered v2 to v1'],
    frozen: ['payments/Prod'],
  },
};
