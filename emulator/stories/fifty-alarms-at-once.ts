import { FIFTY_ALARMS, SPECIAL_GUARDS } from './special-guards.ts';
import { NOTHING, type Story, times } from './story.ts';

export const fiftyAlarmsAtOnce: Story = {
  name: 'fifty-alarms-at-once',
  summary:
    'v2 breaks everything: fifty alarms fire in the same second. One rollback, one incident; each of the others is recorded as covered by it.',
  guards: SPECIAL_GUARDS,
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms(...FIFTY_ALARMS);
  },
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', ...FIFTY_ALARMS);
    await scene.pass(5);
    scene.alarmsGo('OK', ...FIFTY_ALARMS);
    await scene.pass(30);
  },
  end: {
    ...NOTHING,
    rollbacks: ['shop/Prod to v1'],
    announced: ['shop/Prod: rollback v2 to v1', 'shop/Prod: recovered v2 to v1'],
    recorded: times(49, 'shop/Prod: hold incident-open'),
    frozen: ['shop/Prod'],
  },
};
