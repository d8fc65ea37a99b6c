import { OTHER_ACCOUNT, WITH_SPOKES } from './special-spokes.ts';
import { NOTHING, type Story } from './story.ts';

export const spokeCutOff: Story = {
  name: 'spoke-cut-off',
  summary:
    'Somebody deletes the reader role of the workload account. Its alarm fires, and what nobody can look at rolls nothing back: people are told what is missing.',
  ...WITH_SPOKES,
  play: async (scene) => {
    scene.spoke(OTHER_ACCOUNT).readerIsDeleted();
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.spoke(OTHER_ACCOUNT).alarmsGo('ALARM', 'shop-5xx');
    await scene.pass(30);
  },
  end: { ...NOTHING, announced: ['shop/Prod: hold could-not-observe'] },
};
