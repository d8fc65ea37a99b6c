import { SPECIAL_GUARDS } from './special-guards.ts';
import { NOTHING, type Story } from './story.ts';

export const frozenUntilRecovered: Story = {
  name: 'frozen-until-recovered',
  summary:
    'The guard freezes its stage only "until-recovered": v3, the fix, waits at the closed transition while v2 is rolled back, and enters by itself when the alarm is OK again.',
  guards: SPECIAL_GUARDS,
  before: (scene) => {
    scene.pipeline({ name: 'search', stages: ['Source', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('search-errors');
  },
  play: async (scene) => {
    scene.release('search', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'search-errors');
    await scene.pass(0.5);
    scene.release('search', 'v3');
    await scene.pass(5);
    scene.alarmsGo('OK', 'search-errors');
    await scene.pass(90);
  },
  end: {
    ...NOTHING,
    rollbacks: ['search/Prod to v1'],
    announced: ['search/Prod: rollback v2 to v1', 'search/Prod: recovered v2 to v1'],
    recorded: ['search/Prod: re-armed'],
  },
};
