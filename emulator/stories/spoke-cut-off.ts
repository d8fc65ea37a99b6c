import { GUARDS_OF_SPOKES, OTHER_ACCOUNT, OTHER_REGION, SPOKES } from './special-spokes.ts';
import { NOTHING, type Story } from './story.ts';

export const spokeCutOff: Story = {
  name: 'spoke-cut-off',
  summary:
    'Somebody deletes the reader role of the workload account. Its alarm fires, and what nobody can look at rolls nothing back: people are told what is missing.',
  guards: GUARDS_OF_SPOKES,
  spokes: SPOKES,
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx');
    for (const place of [OTHER_ACCOUNT, OTHER_REGION]) scene.spoke(place).alarms('shop-5xx');
  },
  play: async (scene) => {
    scene.spoke(OTHER_ACCOUNT).readerIsDeleted();
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.spoke(OTHER_ACCOUNT).alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(30);
  },
  end: { ...NOTHING, announced: ['shop/Prod: hold could-not-observe'] },
};
